def sample(walker, exploration):
    return exploration.paths, 10**6
