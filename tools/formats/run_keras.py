"""Runs a Keras file, .h5 of Keras 2 or .keras of Keras 3, in plain numpy: independent of Keras and of the library that is
held against it. Sequential models of Conv2D, MaxPooling2D, AveragePooling2D, Flatten, Dense, Activation.

    python3 run_keras.py FILE INPUT ROWS COLUMNS > OUTPUTS      INPUT, OUTPUTS: float32, [picture][row][column], [picture][class]
"""
import io, json, sys, zipfile
import h5py
import numpy as np


def activate(name, x):
    if name == "softmax":
        e = np.exp(x - x.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)
    return {"linear": lambda x: x, "relu": lambda x: np.maximum(x, 0), "tanh": np.tanh,
            "sigmoid": lambda x: 1 / (1 + np.exp(-x))}[name](x)


def convolve(x, kernel, bias):
    rows, columns = kernel.shape[:2]
    down, across = x.shape[1] - rows + 1, x.shape[2] - columns + 1
    y = np.zeros((len(x), down, across, kernel.shape[3]), x.dtype)
    for i in range(rows):
        for j in range(columns):
            y += np.tensordot(x[:, i : i + down, j : j + across], kernel[i, j], 1)
    return y + bias


def pool(x, size, f):
    n, rows, columns, maps = x.shape
    r, c = rows // size[0], columns // size[1]
    x = x[:, : r * size[0], : c * size[1]].reshape(n, r, size[0], c, size[1], maps)
    return f(f(x, 4), 2)


def forward(layers, weights, x):
    """layers: (class name, config); weights: a list of arrays for each; x: [picture, row, column, map], float64."""
    for (kind, config), own in zip(layers, weights):
        if kind == "Conv2D":
            assert config["padding"] == "valid" and list(config["strides"]) == [1, 1]
            x = convolve(x, *own)
        elif kind == "Dense":
            assert x.ndim == 2
            x = x @ own[0] + own[1]
        elif kind == "MaxPooling2D":
            x = pool(x, config["pool_size"], np.max)
        elif kind == "AveragePooling2D":
            x = pool(x, config["pool_size"], np.mean)
        elif kind == "Flatten":
            x = x.reshape(len(x), -1)
        elif kind not in ("Activation", "InputLayer", "Dropout"):
            raise SystemExit("no layer " + kind)
        x = activate(config.get("activation", "linear"), x)
    return x


def read_h5(path):
    with h5py.File(path, "r") as file:
        text = file.attrs["model_config"]
        layers = json.loads(text if isinstance(text, str) else text.decode())["config"]["layers"]
        group = file["model_weights"]
        names = [layer["config"]["name"] for layer in layers if layer["class_name"] != "InputLayer"]
        text_of = lambda n: n if isinstance(n, str) else n.decode()
        listed = [text_of(n) for n in group.attrs["layer_names"]]
        assert listed == names, (listed, names)
        weights = [[np.array(group[n][text_of(w)]) for w in group[n].attrs["weight_names"]] for n in names]
    return [(l["class_name"], l["config"]) for l in layers if l["class_name"] != "InputLayer"], weights


def read_keras(path):
    with zipfile.ZipFile(path) as archive:
        assert "keras_version" in json.loads(archive.read("metadata.json"))
        layers = json.loads(archive.read("config.json"))["config"]["layers"]
        packed = io.BytesIO(archive.read("model.weights.h5"))
    layers = [(l["class_name"], l["config"]) for l in layers if l["class_name"] != "InputLayer"]
    counts, weights = {}, []
    with h5py.File(packed, "r") as file:
        for kind, _ in layers:
            base = {"Conv2D": "conv2d", "Dense": "dense"}.get(kind)
            if not base:
                weights.append([])
                continue
            name = base + ("_%d" % counts[base] if base in counts else "")
            counts[base] = counts.get(base, 0) + 1
            group = file["layers"][name]["vars"]
            weights.append([np.array(group[str(n)]) for n in range(len(group))])
    return layers, weights


if __name__ == "__main__":
    path, pictures, rows, columns = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    layers, weights = (read_keras if path.endswith(".keras") else read_h5)(path)
    x = np.fromfile(pictures, "<f4").reshape(-1, rows, columns, 1).astype(np.float64)
    step = 500
    y = np.concatenate([forward(layers, weights, x[n : n + step]) for n in range(0, len(x), step)])
    sys.stdout.buffer.write(y.astype("<f4").tobytes())
