"""How well and how fast maths answers are judged, and a fuzzer of what reads them."""
