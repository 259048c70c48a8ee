"""The mastery model's weights before anyone has answered: how histories foretell answers, learned elsewhere.

Fitted to the cloze answers of DataShop 5513 as the R package LKT (GPL-3) samples them, by `python -m
bench.mastery.ship`; the answers are no part of this project. Nothing of their difficulty is kept: the intercept is
moved so that a first-time learner meets the middle level at even odds. Success never speaks against a learner, failure
and time never for one; what mere practice brings is left to our own learners to show.
"""

from json import loads
from typing import Any

WEIGHTS: dict[str, Any] = loads(
    """
{"numbers": [0.0, 0.0932, -0.003, 0.0, 0.0, 0.0, 0.002, 0.0, 0.2168, -0.0653, 1.1359, -0.0161, 0.081, 0.0915, 0.2601,
0.3071, 0.0566, 0.0372, 0.012, 0.0, 0.0, 0.0608, 0.0356, -0.0063, -0.1901, -0.0222, -0.1683, 0.0, -0.0214, 1.2352, 1.0,
1.3916], "bins": {"counts:0:1": 0.4786, "counts:0:2": 0.5515, "counts:0:3": 0.5837, "counts:0:4": 0.4048, "counts:0:5":
0.4012, "counts:1:0": 0.231, "counts:1:1": 0.3988, "counts:1:2": 0.3805, "counts:1:3": 0.2643, "counts:1:4": 0.376,
"counts:1:5": 0.3011, "counts:2:0": 0.2763, "counts:2:1": 0.3726, "counts:2:2": 0.2163, "counts:2:3": 0.1599,
"counts:2:4": -0.0108, "counts:2:5": 0.1223, "counts:3:0": 0.0639, "counts:3:1": 0.1705, "counts:3:2": 0.1079,
"counts:3:3": 0.2391, "counts:3:4": 0.2219, "counts:3:5": 0.1626, "counts:4:0": 0.0428, "counts:4:1": 0.261,
"counts:4:2": 0.1696, "counts:4:3": 0.0085, "counts:4:4": 0.1037, "counts:4:5": -0.0172, "counts:5:0": -0.1971,
"counts:5:1": -0.0189, "counts:5:2": -0.1351, "counts:5:3": -0.2668, "counts:5:4": -0.056, "counts:5:5": -0.0906,
"gap-wins:0:0": 0.7689, "gap-wins:0:1": 0.5711, "gap-wins:0:2": 0.486, "gap-wins:0:3": 0.2703, "gap-wins:0:4": 0.0674,
"gap-wins:10:0": 0.0393, "gap-wins:10:1": -0.0323, "gap-wins:10:2": -0.0893, "gap-wins:10:4": 0.0054, "gap-wins:1:0":
0.4385, "gap-wins:1:1": 0.3931, "gap-wins:1:2": 0.4097, "gap-wins:1:3": 0.3486, "gap-wins:1:4": 0.0735, "gap-wins:2:0":
0.234, "gap-wins:2:1": 0.2151, "gap-wins:2:2": 0.1127, "gap-wins:2:3": 0.0597, "gap-wins:2:4": 0.0723, "gap-wins:3:0":
-0.0133, "gap-wins:3:1": 0.1254, "gap-wins:3:2": 0.1035, "gap-wins:3:3": 0.0346, "gap-wins:3:4": 0.0055,
"gap-wins:4:0": -0.0856, "gap-wins:4:1": -0.0578, "gap-wins:4:2": -0.032, "gap-wins:4:3": -0.0002, "gap-wins:4:4":
-0.0247, "gap-wins:5:0": -0.0156, "gap-wins:5:1": -0.0721, "gap-wins:5:2": -0.0403, "gap-wins:5:3": -0.0635,
"gap-wins:5:4": 0.023, "gap-wins:6:0": -0.0778, "gap-wins:6:4": 0.0053, "gap-wins:7:0": -0.1187, "gap-wins:7:1":
0.2459, "gap-wins:7:2": 0.0111, "gap-wins:7:3": -0.0866, "gap-wins:7:4": -0.1328, "gap-wins:8:0": 0.0137,
"gap-wins:8:1": 0.0006, "gap-wins:8:2": 0.024, "gap-wins:8:3": 0.0658, "gap-wins:8:4": -0.2348, "gap-wins:9:0": 0.1269,
"gap-wins:9:1": 0.0525, "gap-wins:9:2": 0.0058, "gap-wins:9:3": 0.0101, "gap-wins:9:4": -0.0503, "gap:0:-1": 0.7973,
"gap:0:1": 0.8098, "gap:10:-1": 0.0393, "gap:10:1": -0.0812, "gap:1:-1": 0.5016, "gap:1:1": 0.545, "gap:2:-1": 0.1955,
"gap:2:1": 0.3115, "gap:3:-1": 0.0228, "gap:3:1": 0.0852, "gap:4:-1": -0.1091, "gap:4:1": -0.0353, "gap:5:-1": -0.0284,
"gap:5:1": -0.0937, "gap:6:-1": -0.0778, "gap:6:1": 0.0053, "gap:7:-1": -0.1146, "gap:7:1": 0.0866, "gap:8:-1": 0.0149,
"gap:8:1": -0.1029, "gap:9:-1": 0.1743, "gap:9:1": -0.0173, "history:0": 0.4786, "history:00": 0.5515, "history:000":
0.7849, "history:001": 0.2576, "history:01": -0.0861, "history:010": 0.243, "history:011": 0.067, "history:1": 0.231,
"history:10": 0.4343, "history:100": 0.5243, "history:101": 0.2291, "history:11": 0.2763, "history:110": 0.4812,
"history:111": 0.2698, "since:10:-1": 0.0403, "since:10:1": 0.0754, "since:1:-1": 0.6505, "since:1:1": 0.6592,
"since:2:-1": 0.3947, "since:2:1": 0.3124, "since:3:-1": 0.2902, "since:3:1": 0.5053, "since:4:-1": 0.2523,
"since:4:1": 0.2195, "since:5:-1": 0.1736, "since:5:1": 0.1407, "since:6:-1": 0.0302, "since:6:1": 0.1104,
"since:7:-1": -0.0355, "since:7:1": 0.0659, "since:8:-1": -0.0486, "since:8:1": -0.0846, "since:9:-1": 0.0401,
"since:9:1": -0.0257}, "squares": {"numbers": [1674.93, 1331.14, 1724.34, 73.04, 30.17, 1416.23, 1114.2, 20.0,
16957.27, 17415.84, 502.21, 773.44, 972.21, 92.82, 47.13, 23.91, 1663.13, 1651.49, 1638.18, 20.0, 20.0, 21.56, 50.69,
14560.63, 291.92, 10909.02, 221.93, 20.0, 7761.54, 289.83, 20.0, 950.21], "bins": {"counts:0:1": 351.25, "counts:0:2":
113.52, "counts:0:3": 39.72, "counts:0:4": 11.64, "counts:0:5": 6.05, "counts:1:0": 93.37, "counts:1:1": 90.35,
"counts:1:2": 43.72, "counts:1:3": 19.4, "counts:1:4": 7.36, "counts:1:5": 5.78, "counts:2:0": 26.89, "counts:2:1":
29.32, "counts:2:2": 19.06, "counts:2:3": 7.68, "counts:2:4": 5.15, "counts:2:5": 3.65, "counts:3:0": 10.97,
"counts:3:1": 17.82, "counts:3:2": 9.85, "counts:3:3": 4.53, "counts:3:4": 1.0, "counts:3:5": 1.68, "counts:4:0": 4.77,
"counts:4:1": 5.92, "counts:4:2": 5.16, "counts:4:3": 2.24, "counts:4:4": 1.46, "counts:4:5": 1.58, "counts:5:0": 5.61,
"counts:5:1": 12.48, "counts:5:2": 8.08, "counts:5:3": 5.37, "counts:5:4": 2.56, "counts:5:5": 1.0, "gap-wins:0:0":
15.14, "gap-wins:0:1": 5.76, "gap-wins:0:2": 2.12, "gap-wins:0:3": 1.09, "gap-wins:0:4": 2.26, "gap-wins:10:0": 1.25,
"gap-wins:10:1": 1.0, "gap-wins:10:2": 1.0, "gap-wins:10:4": 1.0, "gap-wins:1:0": 91.67, "gap-wins:1:1": 42.88,
"gap-wins:1:2": 13.85, "gap-wins:1:3": 6.57, "gap-wins:1:4": 7.79, "gap-wins:2:0": 185.69, "gap-wins:2:1": 86.66,
"gap-wins:2:2": 31.46, "gap-wins:2:3": 15.24, "gap-wins:2:4": 17.23, "gap-wins:3:0": 135.77, "gap-wins:3:1": 63.62,
"gap-wins:3:2": 21.72, "gap-wins:3:3": 12.12, "gap-wins:3:4": 14.66, "gap-wins:4:0": 41.78, "gap-wins:4:1": 18.34,
"gap-wins:4:2": 5.51, "gap-wins:4:3": 1.99, "gap-wins:4:4": 2.3, "gap-wins:5:0": 2.16, "gap-wins:5:1": 1.11,
"gap-wins:5:2": 1.0, "gap-wins:5:3": 1.0, "gap-wins:5:4": 1.0, "gap-wins:6:0": 1.0, "gap-wins:6:4": 1.0,
"gap-wins:7:0": 17.9, "gap-wins:7:1": 13.82, "gap-wins:7:2": 5.31, "gap-wins:7:3": 2.99, "gap-wins:7:4": 3.46,
"gap-wins:8:0": 27.61, "gap-wins:8:1": 24.51, "gap-wins:8:2": 9.96, "gap-wins:8:3": 5.33, "gap-wins:8:4": 6.93,
"gap-wins:9:0": 3.58, "gap-wins:9:1": 3.18, "gap-wins:9:2": 1.34, "gap-wins:9:3": 1.0, "gap-wins:9:4": 1.0, "gap:0:-1":
16.8, "gap:0:1": 9.28, "gap:10:-1": 1.25, "gap:10:1": 1.0, "gap:1:-1": 105.21, "gap:1:1": 57.26, "gap:2:-1": 218.18,
"gap:2:1": 117.8, "gap:3:-1": 165.65, "gap:3:1": 81.94, "gap:4:-1": 45.15, "gap:4:1": 24.47, "gap:5:-1": 2.2,
"gap:5:1": 1.9, "gap:6:-1": 1.0, "gap:6:1": 1.0, "gap:7:-1": 19.87, "gap:7:1": 23.31, "gap:8:-1": 30.78, "gap:8:1":
43.28, "gap:9:-1": 4.5, "gap:9:1": 4.5, "history:0": 351.25, "history:00": 113.52, "history:000": 61.62, "history:001":
18.54, "history:01": 14.64, "history:010": 27.2, "history:011": 22.66, "history:1": 93.37, "history:10": 75.81,
"history:100": 40.17, "history:101": 17.54, "history:11": 26.89, "history:110": 41.27, "history:111": 69.11,
"since:10:-1": 1.0, "since:10:1": 1.0, "since:1:-1": 18.0, "since:1:1": 3.76, "since:2:-1": 20.7, "since:2:1": 7.9,
"since:3:-1": 44.33, "since:3:1": 19.18, "since:4:-1": 68.87, "since:4:1": 40.14, "since:5:-1": 89.07, "since:5:1":
51.17, "since:6:-1": 162.68, "since:6:1": 95.85, "since:7:-1": 134.98, "since:7:1": 89.64, "since:8:-1": 50.05,
"since:8:1": 44.32, "since:9:-1": 20.19, "since:9:1": 12.23}}, "wins": 50.0, "attempts": 100.0}
"""
)
