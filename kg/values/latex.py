r"""LaTeX as bibliographies use it, to Unicode and back.

Design: one pass over tokens with an explicit stack, so time is linear and depth is no risk. Accents, letters and symbols become
characters; commands that only change the look vanish, their text stays; a command that is unknown stays as it is written, with its
braces. Outside formulas "_", "^", "%" and "&" are text, as they are in most files. Symbols that are not in the tables here are asked of
pylatexenc's. `to_latex` writes UTF-8 and escapes only what LaTeX would read otherwise: to_text(to_latex(x)) == tidy(x).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable

from kg.values import text as texts

_TOKEN = re.compile(r"\\(?:[A-Za-z]++\*?+|.)|[{}$~^_]|-{2,3}|``|''|[^\\{}$~^_`'-]++|.", re.DOTALL)
# what makes a text between dollar signs a formula without doubt
_FORMULA = re.compile(r"[\\^_]")
# transforming groups nest no deeper; those beyond lose their transformation, never their text
_DEEPEST = 50

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307", '"': "\u0308",
    "r": "\u030a", "H": "\u030b", "v": "\u030c", "G": "\u030f", "U": "\u030e", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "t": "\u0361", "textacutemacron": "\u0304\u0301", "textgravemacron": "\u0304\u0300",
}  # fmt: skip
_MATH_ACCENTS = {
    "bar": "\u0304", "hat": "\u0302", "tilde": "\u0303", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308", "acute": "\u0301",
    "grave": "\u0300", "check": "\u030c", "breve": "\u0306", "mathring": "\u030a", "overline": "\u0305", "widehat": "\u0302",
    "widetilde": "\u0303",
}  # fmt: skip
# an accent over nothing is its own character
_ALONE = {"`": "`", "'": "´", "^": "^", "~": "~", "=": "¯", ".": "˙", '"': "¨"}
_LETTERS = {
    "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ss": "ß", "SS": "ẞ", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
    "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶",
    "copyright": "©", "pounds": "£", "euro": "€", "EUR": "€", "texteuro": "€", "textdegree": "°", "degree": "°", "ldots": "…",
    "dots": "…", "textellipsis": "…", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_",
    "textbar": "|", "textless": "<", "textgreater": ">", "textendash": "–", "textemdash": "—", "textquoteleft": "‘",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "textquotedbl": '"', "textquotesingle": "'",
    "textasciigrave": "`", "quotesinglbase": "‚", "quotedblbase": "„", "glqq": "„", "grqq": "“", "flqq": "«", "frqq": "»",
    "guillemotleft": "«", "guillemotright": "»", "guilsinglleft": "‹", "guilsinglright": "›", "lq": "‘", "rq": "’",
    "textregistered": "®", "texttrademark": "™", "textcopyright": "©", "textmu": "µ", "textperiodcentered": "·", "textbullet": "•",
    "textdollar": "$", "textpercent": "%", "textexclamdown": "¡", "textquestiondown": "¿", "textordfeminine": "ª",
    "textordmasculine": "º", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "LaTeXe": "LaTeX2ε", "slash": "/", "newline": " ",
    "par": "\n\n", "quad": " ", "qquad": " ", "space": " ", "thinspace": " ", "enspace": " ", "textvisiblespace": "␣", "dag": "†",
    "ddag": "‡", "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "lbrace": "{", "rbrace": "}", "cdot": "·",
    "times": "×", "pm": "±", "mp": "∓", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "approx": "≈",
    "sim": "∼", "simeq": "≃", "equiv": "≡", "infty": "∞", "to": "→", "rightarrow": "→", "leftarrow": "←", "Rightarrow": "⇒",
    "leftrightarrow": "↔", "in": "∈", "subset": "⊂", "cup": "∪", "cap": "∩", "circ": "∘", "ast": "∗", "star": "⋆", "prime": "′",
    "partial": "∂", "nabla": "∇", "sum": "∑", "prod": "∏", "int": "∫", "ell": "ℓ", "hbar": "ℏ", "langle": "⟨", "rangle": "⟩",
    "mid": "∣", "ll": "≪", "gg": "≫", "lesssim": "≲", "gtrsim": "≳", "propto": "∝", "cdots": "⋯", "colon": ":", "vert": "|",
    "Vert": "‖", "parallel": "∥", "perp": "⊥", "deg": "deg", "mu": "μ",
}  # fmt: skip
_FUNCTION_NAMES = "log ln exp sin cos tan max min lim sup inf det dim arg mod gcd deg Pr sec csc cot sinh cosh tanh arcsin arccos arctan"
_FUNCTIONS = frozenset(_FUNCTION_NAMES.split())
_SYMBOLS = {" ": " ", "\\": " ", ",": " ", ";": " ", ":": " ", ">": " ", "\n": " ", "\t": " ", "!": "", "/": "", "-": "", "@": "", "|": "‖"}
# commands whose argument, if they have one, is text that stays
_LOOK_NAMES = (
    "textbf textit emph texttt textsc textrm textsf textsl textup textmd textnormal textlf textls underline uline mbox hbox fbox text "
    "mathrm mathit mathbf mathsf mathtt mathcal mathfrak mathscr mathnormal boldsymbol bm operatorname ensuremath mathop mathrel "
    "mathbin mathord bf em it rm sc tt sl sf bfseries itshape mdseries rmfamily scshape sffamily slshape ttfamily upshape normalfont "
    "normalsize small footnotesize scriptsize large Large tiny protect relax left right big Big bigl bigr Bigl Bigr displaystyle "
    "textstyle limits nolimits nobreak allowbreak linebreak xspace mkbibemph mkbibbold mkbibitalic nohyphens acro"
)
_LOOKS = frozenset(_LOOK_NAMES.split())
_QUOTES = frozenset({"enquote", "mkbibquote"})
_VERBATIM = frozenset({"url", "path", "nolinkurl", "doi"})
_SORT_KEYS = frozenset({"noopsort", "SortNoop", "singleletter"})
_DOUBLE_STRUCK = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))

_Apply = Callable[[str], str]


def to_text(text: str) -> str:
    r"""The text in Unicode, tidy. What is not understood stays as written.

    >>> to_text(r"{\"O}stlund \& S{\o}n: $H_2O$, ``a--b'', \foo{x}")
    'Östlund & Søn: H₂O, “a–b”, \\foo{x}'
    """
    if "\\" in text or "$" in text or not _is_balanced(text):
        return texts.tidy(_Walk(text).run())
    return texts.tidy(_without_commands(text))


def _is_balanced(text: str) -> bool:
    """Whether every brace has its partner."""
    if "{" not in text and "}" not in text:
        return True
    depth = 0
    *closed, rest = text.split("}")
    for piece in closed:
        depth += piece.count("{") - 1
        if depth < 0:
            return False
    return depth + rest.count("{") == 0


def _without_commands(text: str) -> str:
    """The text of LaTeX that holds neither a command nor a formula: ligatures are joined before the braces that keep letters apart go."""
    if "--" in text:
        text = text.replace("---", "—").replace("--", "–")
    if "``" in text:
        text = text.replace("``", "“")
    if "''" in text:
        text = text.replace("''", "”")
    if "~" in text:
        text = text.replace("~", " ")
    return text.replace("{", "").replace("}", "") if "{" in text else text


class _Walk:
    """One pass over the tokens of a text.

    `out` are the pieces so far. `groups` are the open braces: the place of their piece in `out`, what to do with their text when they
    close, and whether they were in a formula. `waiting` are the transformations that want the next atom (a character, command or group).
    """

    def __init__(self, text: str) -> None:
        self.tokens = [match[0] for match in _TOKEN.finditer(text)]
        self.out: list[str] = []
        self.groups: list[tuple[int, list[_Apply], bool, bool]] = []
        self.waiting: list[_Apply] = []
        self.maths = False
        self.at = 0
        self.transforming = 0
        self.then: _Apply | None = None

    def run(self) -> str:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token[0] == "\\":
                self.command(token)
            elif token == "{":
                self.open()
            elif token == "}":
                self.close()
            elif token == "$":
                self.dollar()
            else:
                self.plain(token)
        self.settle()
        # a brace that never closes is text
        for place, _, _, _ in self.groups:
            self.out[place] = "{"
        return "".join(self.out)

    def emit(self, atom: str) -> None:
        """Adds an atom, transformed by what waits for one."""
        while self.waiting:
            atom = self.waiting.pop()(atom)
        self.out.append(atom)
        if self.then:
            self.waiting, self.then = [self.then], None

    def settle(self) -> None:
        """Ends what waits for an atom where none comes."""
        while self.waiting:
            self.emit("")

    def wait(self, apply: _Apply) -> None:
        """Lets `apply` wait for the next atom; too many are ended first, so a run of accents stays linear."""
        if len(self.waiting) >= _DEEPEST:
            self.settle()
        self.waiting.append(apply)

    def open(self, *, literal: bool = False) -> None:
        """Opens a group; a literal one keeps its braces."""
        apply, self.waiting = self.waiting, []
        if self.transforming >= _DEEPEST:
            apply = []
        self.transforming += bool(apply)
        self.groups.append((len(self.out), apply, self.maths, literal))
        self.out.append("{" if literal else "")

    def close(self) -> None:
        self.settle()
        if not self.groups:
            self.out.append("}")
            return
        place, apply, self.maths, literal = self.groups.pop()
        if literal:
            self.out.append("}")
            self.maybe_literal()
        if apply:
            self.transforming -= 1
            inner = "".join(self.out[place:])
            del self.out[place:]
            self.waiting = apply
            self.emit(inner)

    def maybe_literal(self) -> None:
        """Opens the next argument of a command that is kept as written."""
        if self.at < len(self.tokens) and self.tokens[self.at] == "{":
            self.at += 1
            self.open(literal=True)

    def dollar(self) -> None:
        """Begins or ends a formula; a dollar sign that does neither is text (no space inside, no digit after: a price)."""
        double = self.peek() == "$"
        if self.maths:
            self.settle()
            self.at += double
            self.maths = False
            return
        end = self.at + double
        inner = end
        while end < len(self.tokens) and self.tokens[end] != "$":
            end += 1
        body = "".join(self.tokens[inner:end]) if end < len(self.tokens) else ""
        after = self.tokens[end + 1][:1] if end + 1 < len(self.tokens) else ""
        price = body[:1].isspace() or body[-1:].isspace() or after.isdigit()
        if body and (double or not price or _FORMULA.search(body)):
            self.at += double
            self.maths = True
            self.waiting = []
        else:
            self.emit("$")

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def plain(self, token: str) -> None:
        """A piece of text; in a formula "^" and "_" wait for what they raise or lower."""
        if self.maths and token in ("^", "_"):
            self.wait(functools.partial(_script, lower=token == "_"))
        elif token == "~":
            self.emit(" ")
        elif not self.maths and token in _LIGATURES:
            self.emit(_LIGATURES[token])
        else:
            while self.waiting and (token := token.lstrip()):
                self.emit(token[0])
                token = token[1:]
            self.out.append(token)

    def command(self, token: str) -> None:
        name = token[1:]
        if name[:1].isalpha():
            self.word(token, name)
        elif name in _ACCENTS and not (self.maths and name == "="):
            self.accent(name)
        elif name in ("(", "["):
            self.maths = True
        elif name in (")", "]"):
            self.settle()
            self.maths = False
        else:
            self.emit(_SYMBOLS.get(name, name) if name else "\\")

    def accent(self, name: str) -> None:
        self.wait(functools.partial(_accented, mark=_ACCENTS[name], alone=_ALONE.get(name, "")))

    def word(self, token: str, name: str) -> None:
        """A command of letters: known ones take the space after them, an unknown one stays."""
        if name in _ACCENTS:
            self.accent(name)
        elif name in _MATH_ACCENTS and (self.maths or name in ("overline",)):
            self.wait(functools.partial(_accented, mark=_MATH_ACCENTS[name], alone=""))
        elif name in ("textsuperscript", "textsubscript", "sp", "sb"):
            self.wait(functools.partial(_raised, lower=name in ("textsubscript", "sb")))
        elif name in _QUOTES:
            self.wait(lambda atom: f"“{atom}”")
        elif name in _SORT_KEYS:
            self.wait(lambda atom: "")
        elif name == "mathbb":
            self.wait(lambda atom: _DOUBLE_STRUCK.get(atom, atom))
        elif name == "sqrt":
            self.wait(lambda atom: f"√{atom}" if len(atom) <= 1 else f"√({atom})")
        elif name in ("frac", "tfrac", "dfrac"):
            self.fraction()
        elif name in _VERBATIM and self.peek() == "{":
            self.verbatim()
        elif name == "href" and self.peek() == "{":
            self.link()
        elif name not in _LOOKS:
            self.letter(token, name)
            return
        self.skip_space()

    def letter(self, token: str, name: str) -> None:
        known = _LETTERS.get(name) or (name if name in _FUNCTIONS and self.maths else "") or _symbol(name)
        if known:
            self.emit(known)
            if name not in _FUNCTIONS:
                self.skip_space()
            return
        self.settle()
        self.out.append(token)
        self.maybe_literal()

    def skip_space(self) -> None:
        """Leaves out the white space after a command of letters."""
        token = self.peek()
        if token[:1].isspace():
            self.tokens[self.at] = token.lstrip()
            if not self.tokens[self.at]:
                self.at += 1

    def fraction(self) -> None:
        """\\frac{a}{b}: the first argument, then a slash and the second."""

        def above(atom: str) -> str:
            if not atom:
                return "\\frac"
            self.then = lambda below: "/" + _grouped(below)
            return _grouped(atom)

        self.wait(above)

    def verbatim(self) -> None:
        """The argument of an address command, as it is."""
        self.emit(self.argument())

    def link(self) -> None:
        """\\href{address}{text}: the text, then the address in brackets."""
        address = self.argument()
        self.wait(lambda atom: atom if atom == address else f"{atom} ({address})" if atom else address)

    def argument(self) -> str:
        """The braced argument that comes next, unread."""
        depth, start = 0, self.at
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            depth += (token == "{") - (token == "}")
            if depth == 0:
                break
        inner = "".join(self.tokens[start + 1 : self.at])
        return inner.removesuffix("}")


_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”"}


def _script(atom: str, *, lower: bool) -> str:
    return texts.script(atom, lower=lower) if atom else "_" if lower else "^"


def _raised(atom: str, *, lower: bool) -> str:
    return (texts.subscript(atom) if lower else texts.superscript(atom)) or atom


def _grouped(atom: str) -> str:
    return atom if atom.isalnum() else f"({atom})"


def _accented(atom: str, *, mark: str, alone: str) -> str:
    """The first letter of `atom` with the accent; without a letter the accent's own character."""
    if not atom or atom.isspace():
        return alone + atom
    base = {"ı": "i", "ȷ": "j"}.get(atom[0], atom[0]) if mark not in "\u0323\u0327\u0328\u0331" else atom[0]
    # marks that the letter already carries stay before the new one
    end = 1
    while end < len(atom) and unicodedata.combining(atom[end]):
        end += 1
    return unicodedata.normalize("NFC", base + atom[1:end] + mark) + atom[end:]


@functools.cache
def _database() -> object:
    from pylatexenc.latex2text import get_default_latex_context_db  # slow to import, and rarely needed

    return get_default_latex_context_db()


@functools.lru_cache(maxsize=4096)
def _symbol(name: str) -> str:
    """The character of a command without arguments in pylatexenc's tables; "" if there is none."""
    spec = _database().get_macro_spec(name)  # type: ignore[attr-defined]
    found = getattr(spec, "simplify_repl", None)
    return found if isinstance(found, str) and found and "%" not in found and "\\" not in found else ""


_ESCAPES = str.maketrans(
    {
        **{character: f"\\{character}" for character in "&%$#_{}"},
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\\": r"\textbackslash{}",
    }
)
_LIGATURE = re.compile(r"(?<=-)-|(?<=`)`|(?<=')'")


def to_latex(text: str) -> str:
    r"""`text` as LaTeX in UTF-8: only & % $ # _ { } ~ ^ \ are escaped, and runs of - ` ' kept apart that LaTeX would join.

    >>> to_latex("50 % of a_b -- “x”")
    '50 \\% of a\\_b -{}- “x”'
    """
    return _LIGATURE.sub(lambda match: "{}" + match[0], text.translate(_ESCAPES))
