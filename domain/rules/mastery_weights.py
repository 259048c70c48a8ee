"""The mastery model's weights before anyone has answered: how histories foretell answers, learned elsewhere.

Fitted to the cloze answers of DataShop 5513 as the R package LKT (GPL-3) samples them, by `python -m
bench.mastery.ship`; the answers are no part of this project. Nothing of their difficulty is kept: the intercept is
moved so that a first-time learner meets the middle level at even odds.
"""

from json import loads
from typing import Any

WEIGHTS: dict[str, Any] = loads(
    """
{"numbers": [1.2686, -0.0553, 0.1505, 0.1426, 0.2053, -0.0736, -0.036, -0.4241, 0.1547, -0.0044, 0.5508, 0.3716,
0.0091, 0.3123, 0.4505, 0.3776, 0.0009, -0.0112, -0.0351, 0.3493, 0.1168, -0.0026, 0.1056, -0.1126, 0.0641, -0.1066,
-0.0096, -0.0813, 0.1753, 1.3961, 0.784, 1.294], "bins": {"counts:0:1": 0.1614, "counts:0:2": 0.1417, "counts:0:3":
0.1976, "counts:0:4": 0.1308, "counts:0:5": 0.1823, "counts:1:0": 0.2199, "counts:1:1": 0.2131, "counts:1:2": 0.1688,
"counts:1:3": 0.0021, "counts:1:4": 0.2031, "counts:1:5": 0.1711, "counts:2:0": 0.4254, "counts:2:1": 0.3839,
"counts:2:2": 0.1448, "counts:2:3": 0.1408, "counts:2:4": -0.1022, "counts:2:5": 0.1028, "counts:3:0": 0.3055,
"counts:3:1": 0.2045, "counts:3:2": 0.1328, "counts:3:3": 0.2649, "counts:3:4": 0.3704, "counts:3:5": 0.1309,
"counts:4:0": 0.28, "counts:4:1": 0.3753, "counts:4:2": 0.1739, "counts:4:3": 0.0644, "counts:4:4": 0.0762,
"counts:4:5": -0.0649, "counts:5:0": 0.1487, "counts:5:1": 0.3113, "counts:5:2": 0.0888, "counts:5:3": -0.2348,
"counts:5:4": -0.0357, "counts:5:5": -0.0974, "gap-wins:0:0": 0.4444, "gap-wins:0:1": 0.4268, "gap-wins:0:2": 0.4595,
"gap-wins:0:3": 0.4238, "gap-wins:0:4": 0.4548, "gap-wins:10:0": -0.0475, "gap-wins:10:1": -0.0507, "gap-wins:10:2":
-0.1275, "gap-wins:10:4": -0.0052, "gap-wins:1:0": 0.1484, "gap-wins:1:1": 0.2628, "gap-wins:1:2": 0.3912,
"gap-wins:1:3": 0.3969, "gap-wins:1:4": 0.1977, "gap-wins:2:0": -0.0194, "gap-wins:2:1": 0.0937, "gap-wins:2:2":
0.0413, "gap-wins:2:3": 0.0606, "gap-wins:2:4": 0.2171, "gap-wins:3:0": -0.2329, "gap-wins:3:1": 0.0285,
"gap-wins:3:2": 0.0578, "gap-wins:3:3": 0.0164, "gap-wins:3:4": 0.1032, "gap-wins:4:0": -0.3138, "gap-wins:4:1":
-0.1583, "gap-wins:4:2": -0.0587, "gap-wins:4:3": 0.0426, "gap-wins:4:4": 0.0821, "gap-wins:5:0": -0.1286,
"gap-wins:5:1": -0.0509, "gap-wins:5:2": -0.0169, "gap-wins:5:3": -0.0979, "gap-wins:5:4": 0.1281, "gap-wins:6:0":
-0.1095, "gap-wins:6:4": 0.0653, "gap-wins:7:0": -0.1988, "gap-wins:7:1": 0.2815, "gap-wins:7:2": 0.0538,
"gap-wins:7:3": 0.0037, "gap-wins:7:4": 0.0372, "gap-wins:8:0": -0.1063, "gap-wins:8:1": 0.0145, "gap-wins:8:2":
0.0296, "gap-wins:8:3": 0.1142, "gap-wins:8:4": -0.1145, "gap-wins:9:0": 0.0022, "gap-wins:9:1": 0.0537,
"gap-wins:9:2": -0.0175, "gap-wins:9:3": 0.0326, "gap-wins:9:4": 0.0252, "gap:0:-1": 0.4349, "gap:0:1": 0.5787,
"gap:10:-1": -0.0475, "gap:10:1": -0.0998, "gap:1:-1": 0.1635, "gap:1:1": 0.3851, "gap:2:-1": -0.1153, "gap:2:1":
0.1851, "gap:3:-1": -0.2455, "gap:3:1": 0.024, "gap:4:-1": -0.3484, "gap:4:1": -0.1119, "gap:5:-1": -0.1426, "gap:5:1":
-0.0625, "gap:6:-1": -0.1095, "gap:6:1": 0.0653, "gap:7:-1": -0.1855, "gap:7:1": 0.245, "gap:8:-1": -0.1002, "gap:8:1":
0.0076, "gap:9:-1": 0.0535, "gap:9:1": 0.0331, "history:0": 0.1614, "history:00": 0.1417, "history:000": 0.2057,
"history:001": 0.0425, "history:01": -0.0837, "history:010": 0.0421, "history:011": 0.0199, "history:1": 0.2199,
"history:10": 0.277, "history:100": 0.2415, "history:101": 0.1368, "history:11": 0.4254, "history:110": 0.4269,
"history:111": 0.437, "new:1:-1": -0.1134, "new:1:1": -0.0221, "new:2:-1": -0.1259, "new:2:1": -0.0364, "new:3:-1":
-0.1177, "new:3:1": -0.1685, "new:4:-1": 0.0089, "new:4:1": -0.1474, "new:5:-1": -0.0258, "new:5:1": -0.1047,
"new:6:-1": -0.1279, "new:6:1": -0.1737, "new:7:-1": -0.0619, "new:7:1": -0.0985, "new:8:-1": 0.0112, "new:8:1":
-0.0988, "new:99:0": -0.4222, "new:9:-1": 0.0755, "new:9:1": -0.0688, "since:10:-1": -0.0402, "since:10:1": 0.0857,
"since:1:-1": 0.1726, "since:1:1": 0.4694, "since:2:-1": 0.2232, "since:2:1": 0.287, "since:3:-1": 0.1448, "since:3:1":
0.4419, "since:4:-1": 0.1206, "since:4:1": 0.1246, "since:5:-1": 0.0343, "since:5:1": 0.0715, "since:6:-1": -0.1113,
"since:6:1": 0.0674, "since:7:-1": -0.1997, "since:7:1": -0.0011, "since:8:-1": -0.2481, "since:8:1": -0.2126,
"since:9:-1": -0.1403, "since:9:1": -0.1884, "topic-gap:0:-1": -0.0415, "topic-gap:0:1": -0.13, "topic-gap:10:-1":
0.0293, "topic-gap:10:1": 0.1479, "topic-gap:1:-1": -0.2075, "topic-gap:1:1": -0.2158, "topic-gap:2:-1": -0.1751,
"topic-gap:2:1": -0.138, "topic-gap:3:-1": -0.2065, "topic-gap:3:1": -0.16, "topic-gap:4:-1": -0.2617, "topic-gap:4:1":
-0.1689, "topic-gap:5:-1": -0.0287, "topic-gap:5:1": -0.1836, "topic-gap:6:-1": -0.1181, "topic-gap:6:1": -0.0884,
"topic-gap:7:-1": 0.1268, "topic-gap:7:1": 0.079, "topic-gap:8:-1": 0.0965, "topic-gap:8:1": 0.1862, "topic-gap:9:-1":
-0.0598, "topic-gap:9:1": 0.1358, "topic:0:0": -0.4222, "topic:0:1": -0.2588, "topic:0:2": 0.0029, "topic:0:3": 0.027,
"topic:0:4": -0.0953, "topic:1:0": -0.2769, "topic:1:1": -0.099, "topic:1:2": 0.1024, "topic:1:3": 0.1214, "topic:1:4":
0.1711, "topic:2:0": -0.1512, "topic:2:1": -0.1792, "topic:2:2": -0.0347, "topic:2:3": 0.3148, "topic:2:4": 0.0274,
"topic:3:0": -0.2028, "topic:3:1": -0.0674, "topic:3:2": 0.1086, "topic:3:3": 0.1432, "topic:4:0": -0.152, "topic:4:1":
-0.0314, "topic:4:2": -0.0806}, "squares": {"numbers": [1649.96, 1319.71, 1697.36, 71.57, 29.58, 1395.69, 1098.56,
254.26, 16743.05, 17212.64, 498.96, 762.64, 961.48, 91.4, 46.5, 23.64, 1639.43, 1628.67, 1615.93, 19.16, 46.73, 19.16,
46.73, 14376.63, 289.15, 10878.95, 221.52, 9720.94, 7707.46, 284.14, 65.6, 965.25], "bins": {"counts:0:1": 346.09,
"counts:0:2": 112.09, "counts:0:3": 38.66, "counts:0:4": 11.13, "counts:0:5": 5.64, "counts:1:0": 92.7, "counts:1:1":
89.67, "counts:1:2": 43.46, "counts:1:3": 19.24, "counts:1:4": 7.0, "counts:1:5": 5.32, "counts:2:0": 26.75,
"counts:2:1": 29.16, "counts:2:2": 18.89, "counts:2:3": 7.65, "counts:2:4": 5.12, "counts:2:5": 3.57, "counts:3:0":
10.81, "counts:3:1": 17.7, "counts:3:2": 9.73, "counts:3:3": 4.41, "counts:3:4": 0.84, "counts:3:5": 1.52,
"counts:4:0": 4.74, "counts:4:1": 5.75, "counts:4:2": 5.2, "counts:4:3": 2.23, "counts:4:4": 1.28, "counts:4:5": 1.5,
"counts:5:0": 5.42, "counts:5:1": 12.25, "counts:5:2": 7.7, "counts:5:3": 5.2, "counts:5:4": 2.46, "counts:5:5": 0.66,
"gap-wins:0:0": 13.09, "gap-wins:0:1": 5.26, "gap-wins:0:2": 1.84, "gap-wins:0:3": 0.99, "gap-wins:0:4": 2.22,
"gap-wins:10:0": 1.12, "gap-wins:10:1": 0.41, "gap-wins:10:2": 0.15, "gap-wins:10:4": 0.15, "gap-wins:1:0": 90.11,
"gap-wins:1:1": 42.07, "gap-wins:1:2": 13.64, "gap-wins:1:3": 6.32, "gap-wins:1:4": 7.63, "gap-wins:2:0": 182.98,
"gap-wins:2:1": 85.7, "gap-wins:2:2": 31.47, "gap-wins:2:3": 15.11, "gap-wins:2:4": 17.06, "gap-wins:3:0": 134.41,
"gap-wins:3:1": 63.28, "gap-wins:3:2": 21.74, "gap-wins:3:3": 11.94, "gap-wins:3:4": 14.41, "gap-wins:4:0": 41.18,
"gap-wins:4:1": 18.31, "gap-wins:4:2": 5.44, "gap-wins:4:3": 1.84, "gap-wins:4:4": 2.16, "gap-wins:5:0": 2.02,
"gap-wins:5:1": 1.05, "gap-wins:5:2": 0.5, "gap-wins:5:3": 0.26, "gap-wins:5:4": 0.01, "gap-wins:6:0": 0.08,
"gap-wins:6:4": 0.01, "gap-wins:7:0": 18.15, "gap-wins:7:1": 13.84, "gap-wins:7:2": 5.19, "gap-wins:7:3": 2.85,
"gap-wins:7:4": 3.3, "gap-wins:8:0": 27.04, "gap-wins:8:1": 24.41, "gap-wins:8:2": 9.95, "gap-wins:8:3": 5.37,
"gap-wins:8:4": 6.72, "gap-wins:9:0": 3.42, "gap-wins:9:1": 3.06, "gap-wins:9:2": 1.22, "gap-wins:9:3": 0.33,
"gap-wins:9:4": 0.73, "gap:0:-1": 14.72, "gap:0:1": 8.68, "gap:10:-1": 1.12, "gap:10:1": 0.71, "gap:1:-1": 103.32,
"gap:1:1": 56.44, "gap:2:-1": 215.39, "gap:2:1": 116.92, "gap:3:-1": 164.1, "gap:3:1": 81.69, "gap:4:-1": 44.67,
"gap:4:1": 24.25, "gap:5:-1": 2.07, "gap:5:1": 1.77, "gap:6:-1": 0.08, "gap:6:1": 0.01, "gap:7:-1": 20.15, "gap:7:1":
23.16, "gap:8:-1": 30.29, "gap:8:1": 43.19, "gap:9:-1": 4.42, "gap:9:1": 4.34, "history:0": 346.09, "history:00":
112.09, "history:000": 59.89, "history:001": 18.1, "history:01": 14.73, "history:010": 27.12, "history:011": 22.33,
"history:1": 92.7, "history:10": 74.94, "history:100": 39.53, "history:101": 17.56, "history:11": 26.75, "history:110":
41.14, "history:111": 68.55, "new:1:-1": 11.53, "new:1:1": 6.91, "new:2:-1": 11.15, "new:2:1": 8.14, "new:3:-1": 19.71,
"new:3:1": 16.5, "new:4:-1": 32.9, "new:4:1": 25.52, "new:5:-1": 35.15, "new:5:1": 31.08, "new:6:-1": 60.12, "new:6:1":
52.51, "new:7:-1": 42.31, "new:7:1": 37.44, "new:8:-1": 11.05, "new:8:1": 23.8, "new:99:0": 254.26, "new:9:-1": 3.66,
"new:9:1": 4.75, "since:10:-1": 0.74, "since:10:1": 0.17, "since:1:-1": 15.95, "since:1:1": 3.2, "since:2:-1": 20.28,
"since:2:1": 7.86, "since:3:-1": 43.65, "since:3:1": 18.48, "since:4:-1": 67.62, "since:4:1": 39.69, "since:5:-1":
87.68, "since:5:1": 50.8, "since:6:-1": 161.28, "since:6:1": 95.29, "since:7:-1": 133.22, "since:7:1": 89.29,
"since:8:-1": 49.81, "since:8:1": 44.35, "since:9:-1": 20.11, "since:9:1": 12.01, "topic-gap:0:-1": 10.95,
"topic-gap:0:1": 12.56, "topic-gap:10:-1": 0.28, "topic-gap:10:1": 0.52, "topic-gap:1:-1": 48.25, "topic-gap:1:1":
41.34, "topic-gap:2:-1": 85.9, "topic-gap:2:1": 61.66, "topic-gap:3:-1": 48.68, "topic-gap:3:1": 28.82,
"topic-gap:4:-1": 8.3, "topic-gap:4:1": 10.49, "topic-gap:5:-1": 0.54, "topic-gap:5:1": 0.86, "topic-gap:6:-1": 0.02,
"topic-gap:6:1": 0.05, "topic-gap:7:-1": 9.76, "topic-gap:7:1": 20.83, "topic-gap:8:-1": 13.83, "topic-gap:8:1": 26.87,
"topic-gap:9:-1": 1.06, "topic-gap:9:1": 2.64, "topic:0:0": 254.26, "topic:0:1": 88.91, "topic:0:2": 57.51,
"topic:0:3": 9.87, "topic:0:4": 0.37, "topic:1:0": 30.87, "topic:1:1": 48.27, "topic:1:2": 36.93, "topic:1:3": 6.22,
"topic:1:4": 0.62, "topic:2:0": 23.34, "topic:2:1": 38.88, "topic:2:2": 33.63, "topic:2:3": 5.91, "topic:2:4": 0.54,
"topic:3:0": 8.45, "topic:3:1": 12.72, "topic:3:2": 12.77, "topic:3:3": 3.56, "topic:4:0": 4.3, "topic:4:1": 6.45,
"topic:4:2": 4.12}}, "wins": 50.0, "attempts": 100.0}
"""
)
