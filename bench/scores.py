"""What a foretold chance is worth beside what came of it, as domain.rules.scores has it."""

from domain.rules.scores import Pair as Pair
from domain.rules.scores import auc as auc
from domain.rules.scores import ece as ece
from domain.rules.scores import log_loss as log_loss
from domain.rules.scores import rmse as rmse
from domain.rules.scores import scores as scores
