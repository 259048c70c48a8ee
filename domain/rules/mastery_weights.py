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
{"numbers": [0.0, 0.0841, -0.003, 0.0, 0.0, 0.0, 0.002, 0.0, 0.219, -0.0636, 0.9566, -0.0161, 0.0691, 0.0895, 0.2611,
0.3018, 0.0565, 0.037, 0.0118, 0.0, 0.0, 0.0605, 0.0362, -0.006, -0.1794, -0.0223, -0.1497, 0.0, -0.0235, 1.2427, 1.0,
1.3945], "bins": {"counts:0:1": 0.4875, "counts:0:2": 0.5609, "counts:0:3": 0.5952, "counts:0:4": 0.4305, "counts:0:5":
0.4489, "counts:1:0": 0.2661, "counts:1:1": 0.4283, "counts:1:2": 0.4142, "counts:1:3": 0.2938, "counts:1:4": 0.4439,
"counts:1:5": 0.3675, "counts:2:0": 0.3569, "counts:2:1": 0.4501, "counts:2:2": 0.3072, "counts:2:3": 0.2992,
"counts:2:4": 0.0748, "counts:2:5": 0.2458, "counts:3:0": 0.1878, "counts:3:1": 0.2579, "counts:3:2": 0.2251,
"counts:3:3": 0.3861, "counts:3:4": 0.4209, "counts:3:5": 0.206, "counts:4:0": 0.135, "counts:4:1": 0.3923,
"counts:4:2": 0.2341, "counts:4:3": 0.149, "counts:4:4": 0.136, "counts:4:5": -0.0035, "counts:5:0": -0.0644,
"counts:5:1": 0.2017, "counts:5:2": 0.0685, "counts:5:3": -0.2083, "counts:5:4": 0.0099, "counts:5:5": -0.0761,
"gap-wins:0:0": 0.767, "gap-wins:0:1": 0.6253, "gap-wins:0:2": 0.5847, "gap-wins:0:3": 0.4936, "gap-wins:0:4": 0.4777,
"gap-wins:10:0": -0.0266, "gap-wins:10:1": -0.0489, "gap-wins:10:2": -0.1348, "gap-wins:10:4": -0.0058, "gap-wins:1:0":
0.4161, "gap-wins:1:1": 0.4456, "gap-wins:1:2": 0.4831, "gap-wins:1:3": 0.4547, "gap-wins:1:4": 0.1676, "gap-wins:2:0":
0.2088, "gap-wins:2:1": 0.2583, "gap-wins:2:2": 0.1546, "gap-wins:2:3": 0.1156, "gap-wins:2:4": 0.1873, "gap-wins:3:0":
-0.0383, "gap-wins:3:1": 0.1657, "gap-wins:3:2": 0.156, "gap-wins:3:3": 0.0625, "gap-wins:3:4": 0.0827, "gap-wins:4:0":
-0.1141, "gap-wins:4:1": -0.031, "gap-wins:4:2": -0.0078, "gap-wins:4:3": 0.0653, "gap-wins:4:4": 0.0842,
"gap-wins:5:0": -0.0392, "gap-wins:5:1": -0.0191, "gap-wins:5:2": -0.0063, "gap-wins:5:3": -0.0884, "gap-wins:5:4":
0.1188, "gap-wins:6:0": -0.1164, "gap-wins:6:4": 0.0453, "gap-wins:7:0": -0.1608, "gap-wins:7:1": 0.2907,
"gap-wins:7:2": 0.0209, "gap-wins:7:3": -0.0377, "gap-wins:7:4": -0.1069, "gap-wins:8:0": -0.0323, "gap-wins:8:1":
0.0361, "gap-wins:8:2": 0.0228, "gap-wins:8:3": 0.0937, "gap-wins:8:4": -0.2255, "gap-wins:9:0": 0.0428,
"gap-wins:9:1": 0.0569, "gap-wins:9:2": -0.0165, "gap-wins:9:3": 0.0347, "gap-wins:9:4": -0.0179, "gap:0:-1": 0.7916,
"gap:0:1": 0.7805, "gap:10:-1": -0.0266, "gap:10:1": -0.1012, "gap:1:-1": 0.4754, "gap:1:1": 0.554, "gap:2:-1": 0.1724,
"gap:2:1": 0.3278, "gap:3:-1": 0.0015, "gap:3:1": 0.1119, "gap:4:-1": -0.1356, "gap:4:1": 0.0117, "gap:5:-1": -0.0526,
"gap:5:1": -0.0284, "gap:6:-1": -0.1164, "gap:6:1": 0.0453, "gap:7:-1": -0.1499, "gap:7:1": 0.1074, "gap:8:-1":
-0.0235, "gap:8:1": -0.0852, "gap:9:-1": 0.0932, "gap:9:1": 0.0162, "history:0": 0.4875, "history:00": 0.5609,
"history:000": 0.7891, "history:001": 0.3363, "history:01": -0.0186, "history:010": 0.2877, "history:011": 0.1387,
"history:1": 0.2661, "history:10": 0.4723, "history:100": 0.5632, "history:101": 0.3176, "history:11": 0.3569,
"history:110": 0.5404, "history:111": 0.367, "since:10:-1": 0.0218, "since:10:1": 0.1185, "since:1:-1": 0.6486,
"since:1:1": 0.6765, "since:2:-1": 0.4035, "since:2:1": 0.3383, "since:3:-1": 0.3034, "since:3:1": 0.5175,
"since:4:-1": 0.2816, "since:4:1": 0.2227, "since:5:-1": 0.1951, "since:5:1": 0.1459, "since:6:-1": 0.0524,
"since:6:1": 0.1253, "since:7:-1": -0.0122, "since:7:1": 0.0744, "since:8:-1": -0.0125, "since:8:1": -0.0768,
"since:9:-1": 0.0958, "since:9:1": -0.0315}, "squares": {"numbers": [1673.27, 1329.44, 1722.92, 72.91, 30.13, 1414.59,
1113.06, 0.01, 16944.98, 17402.86, 501.57, 772.35, 971.02, 92.74, 47.1, 23.89, 1661.47, 1649.88, 1636.64, 0.01, 0.01,
21.24, 50.42, 14547.55, 292.01, 10914.05, 222.52, 0.01, 7756.39, 289.75, 0.01, 951.09], "bins": {"counts:0:1": 350.65,
"counts:0:2": 113.32, "counts:0:3": 39.63, "counts:0:4": 11.53, "counts:0:5": 5.91, "counts:1:0": 93.15, "counts:1:1":
90.16, "counts:1:2": 43.6, "counts:1:3": 19.27, "counts:1:4": 7.21, "counts:1:5": 5.61, "counts:2:0": 26.76,
"counts:2:1": 29.22, "counts:2:2": 18.92, "counts:2:3": 7.58, "counts:2:4": 5.03, "counts:2:5": 3.55, "counts:3:0":
10.88, "counts:3:1": 17.69, "counts:3:2": 9.76, "counts:3:3": 4.4, "counts:3:4": 0.85, "counts:3:5": 1.62,
"counts:4:0": 4.69, "counts:4:1": 5.8, "counts:4:2": 5.16, "counts:4:3": 2.19, "counts:4:4": 1.4, "counts:4:5": 1.5,
"counts:5:0": 5.5, "counts:5:1": 12.37, "counts:5:2": 7.91, "counts:5:3": 5.15, "counts:5:4": 2.45, "counts:5:5": 0.63,
"gap-wins:0:0": 14.78, "gap-wins:0:1": 5.59, "gap-wins:0:2": 1.98, "gap-wins:0:3": 0.98, "gap-wins:0:4": 2.19,
"gap-wins:10:0": 1.16, "gap-wins:10:1": 0.4, "gap-wins:10:2": 0.15, "gap-wins:10:4": 0.13, "gap-wins:1:0": 91.48,
"gap-wins:1:1": 42.58, "gap-wins:1:2": 13.69, "gap-wins:1:3": 6.44, "gap-wins:1:4": 7.69, "gap-wins:2:0": 185.47,
"gap-wins:2:1": 86.51, "gap-wins:2:2": 31.38, "gap-wins:2:3": 15.12, "gap-wins:2:4": 17.06, "gap-wins:3:0": 135.51,
"gap-wins:3:1": 63.45, "gap-wins:3:2": 21.56, "gap-wins:3:3": 12.07, "gap-wins:3:4": 14.58, "gap-wins:4:0": 41.62,
"gap-wins:4:1": 18.22, "gap-wins:4:2": 5.42, "gap-wins:4:3": 1.9, "gap-wins:4:4": 2.21, "gap-wins:5:0": 2.08,
"gap-wins:5:1": 1.02, "gap-wins:5:2": 0.53, "gap-wins:5:3": 0.29, "gap-wins:5:4": 0.01, "gap-wins:6:0": 0.13,
"gap-wins:6:4": 0.01, "gap-wins:7:0": 17.78, "gap-wins:7:1": 13.72, "gap-wins:7:2": 5.21, "gap-wins:7:3": 2.88,
"gap-wins:7:4": 3.32, "gap-wins:8:0": 27.46, "gap-wins:8:1": 24.42, "gap-wins:8:2": 9.87, "gap-wins:8:3": 5.27,
"gap-wins:8:4": 6.82, "gap-wins:9:0": 3.56, "gap-wins:9:1": 3.09, "gap-wins:9:2": 1.26, "gap-wins:9:3": 0.27,
"gap-wins:9:4": 0.75, "gap:0:-1": 16.45, "gap:0:1": 9.08, "gap:10:-1": 1.16, "gap:10:1": 0.67, "gap:1:-1": 104.96,
"gap:1:1": 56.92, "gap:2:-1": 217.91, "gap:2:1": 117.62, "gap:3:-1": 165.38, "gap:3:1": 81.78, "gap:4:-1": 44.99,
"gap:4:1": 24.38, "gap:5:-1": 2.12, "gap:5:1": 1.81, "gap:6:-1": 0.13, "gap:6:1": 0.01, "gap:7:-1": 19.74, "gap:7:1":
23.17, "gap:8:-1": 30.64, "gap:8:1": 43.2, "gap:9:-1": 4.5, "gap:9:1": 4.42, "history:0": 350.65, "history:00": 113.32,
"history:000": 61.44, "history:001": 18.36, "history:01": 14.55, "history:010": 27.1, "history:011": 22.58,
"history:1": 93.15, "history:10": 75.6, "history:100": 39.97, "history:101": 17.42, "history:11": 26.76, "history:110":
41.19, "history:111": 68.94, "since:10:-1": 0.77, "since:10:1": 0.19, "since:1:-1": 17.67, "since:1:1": 3.57,
"since:2:-1": 20.51, "since:2:1": 7.77, "since:3:-1": 44.15, "since:3:1": 18.93, "since:4:-1": 68.75, "since:4:1":
39.96, "since:5:-1": 88.92, "since:5:1": 51.07, "since:6:-1": 162.48, "since:6:1": 95.7, "since:7:-1": 134.73,
"since:7:1": 89.56, "since:8:-1": 49.92, "since:8:1": 44.19, "since:9:-1": 20.08, "since:9:1": 12.12}}, "wins": 50.0,
"attempts": 100.0}
"""
)
