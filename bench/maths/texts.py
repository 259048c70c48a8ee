"""What a fuzzer types: pieces of maths in any order, LaTeX, expressions with a slip, and text of any kind."""

# ruff: noqa: RUF001 (characters that look alike are part of it)

from hypothesis import strategies as st

SIGNS = [*"0123456789xyzabnCeiEU+-*/^()|=<>,;.:!%{}[]\\_&'\" ²³⁻ⁿ√∛±≤≥≠·×÷½⅔∞°π∈∪∩∖ℝ∫⟨⟩∅€х\u200b\u202e"]
WORDS = [
    "sin ", "ln ", "sqrt", "pi", " or ", " and ", "**", "x^2", "2x", "(x+1)", "log_2", "abs(", " in ", "dy/dx", "d/dx",
    "dx", "arctan", "C(", "n!", "binom(", "log2(", "[[1,2],[3,4]]", "(1, 3]", "]1, 2[", "<1,2>", "{x | ", "1,000",
    "2e3", "x_1", "U", "no solution", "km/h", "°C", "f'(x)", "x = ", "± 2", "10^", "cos^2 ", "sin^-1 ", "1/",
]  # fmt: skip
LATEX = [
    "\\frac{1}{2}", "\\frac", "\\frac12", "\\sqrt{2}", "\\sqrt[3]{x}", "\\left(", "\\right)", "\\left|", "\\right|",
    "\\cdot ", "\\times ", "\\le ", "\\infty", "\\begin{pmatrix}", "\\end{pmatrix}", "\\\\", "\\text{or}", "\\text{",
    "\\mathrm{d}x", "\\operatorname{sin}", "\\int_0^1", "\\cup", "\\mathbb{R}", "\\{", "\\}", "\\binom{n}{k}", "\\pm ",
    "\\sin ", "\\pi", "\\theta", "^{\\circ}", "^{", "_{1}", "\\log_{2}", "\\lvert", "\\rvert", "\\begin{cases}",
]  # fmt: skip
HOSTILE = [
    "__import__",
    "lambda ",
    "eval(",
    "\\input",
    "\\def",
    "\x00",
    "9^9^9",
    "100!",
    "10^10^10",
    ".__class__",
    "\ud800",
]

PIECES = st.sampled_from([*SIGNS, *WORDS, *LATEX, *HOSTILE])
MIXED = st.lists(PIECES, max_size=14).map("".join)
RUNS = st.builds(lambda piece, times: piece * times, PIECES, st.integers(1, 60))

LEAVES = st.one_of(st.integers(0, 30).map(str), st.sampled_from(["x", "y", "n", "π", "e", "i", "0.5", "2x", "√2", "∞"]))


def _larger(below: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joined = st.builds(lambda a, sign, b: f"{a}{sign}{b}", below, st.sampled_from([*"+-*/^·,", " ", "=", "<"]), below)
    called = st.builds(lambda name, a: f"{name}({a})", st.sampled_from(["sin", "ln", "sqrt", "abs", "", "exp"]), below)
    over = st.builds(lambda a, b: f"\\frac{{{a}}}{{{b}}}", below, below)
    closed = st.builds(lambda pair, a: f"{pair[0]}{a}{pair[1]}", st.sampled_from(["()", "[]", "{}", "||"]), below)
    return st.one_of(joined, called, over, closed, below.map(lambda a: f"{a}!"), below.map(lambda a: f"-{a}"))


SOUND = st.recursive(LEAVES, _larger, max_leaves=8)
SLIPPED = st.builds(lambda text, at, piece: text[: at % (len(text) + 1)] + piece + text[at % (len(text) + 1) :],
                    SOUND, st.integers(0, 60), PIECES)  # fmt: skip
TEXTS = st.one_of(MIXED, SOUND, SLIPPED, RUNS, st.text(max_size=40), st.lists(RUNS, max_size=3).map("".join))
EXPECTED = st.sampled_from(
    ["x^2 + 1", "x = 2 or x = 3", "x > 1", "(1, 2)", "[[1, 2], [3, 4]]", "{2, 3}", "2x + 1", "sin(x)", "x^3/3 + C", "5"]
)
SETTINGS = st.sampled_from([{}, {}, {}, {"decimal_comma": True}, {"variables": ["x", "n"]}])
