"""The formula-made ratings of src/drivers/paths/fixtures.rs."""
import numpy as np

NAMES = ["image", "expectation", "value", "satisfaction", "loyalty"]
SIZES = [4, 3, 3, 3, 3]
PATHS = [("image", "expectation"), ("expectation", "value"), ("image", "satisfaction"),
         ("expectation", "satisfaction"), ("value", "satisfaction"), ("image", "loyalty"),
         ("satisfaction", "loyalty")]


class Lehmer:
    def __init__(self, state):
        self.state = state

    def uniform(self):
        self.state = self.state * 48271 % 2147483647
        return self.state / 2147483647.0

    def normal(self):
        total = -6.0
        for _ in range(12):
            total += self.uniform()
        return total


def ratings(n_rows=250):
    source = Lehmer(20261121)
    table = np.zeros((n_rows, 16))
    for row in range(n_rows):
        image = source.normal()
        expectation = 0.6 * image + 0.8 * source.normal()
        value = 0.5 * expectation + 0.8 * source.normal()
        satisfaction = 0.3 * image + 0.2 * expectation + 0.5 * value + 0.6 * source.normal()
        loyalty = 0.2 * image + 0.6 * satisfaction + 0.7 * source.normal()
        column = 0
        for construct, size in zip([image, expectation, value, satisfaction, loyalty], SIZES):
            for at in range(size):
                noise = (1.0 + 0.2 * at) * source.normal()
                table[row, column] = min(max(np.floor(6.5 + (1.8 - 0.3 * at) * construct + noise + 0.5), 1.0), 10.0)
                column += 1
    return table


def columns():
    return [f"{name}{item + 1}" for name, size in zip(NAMES, SIZES) for item in range(size)]
