"""The mastery model beside EMA, Elo and best-LR, on anybody's answers."""
