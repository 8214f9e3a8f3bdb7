"""Small models in the layouts of Keras 2 (.h5), Keras 3 (.keras), both by h5py, and TensorFlow.js, with random weights, and
what numpy computes with them for a few pictures.

    /usr/bin/python3 test/exchange/golden/make_keras.py        (Debian: python3-h5py, python3-numpy)
"""
import io, json, os, sys, zipfile
import h5py
import numpy as np

folder = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(folder, "../../../tools/formats"))
from run_keras import forward

rng = np.random.default_rng(1998)
ink = np.where(rng.random((3, 28, 28)) < 0.6, 0, rng.integers(0, 256, (3, 28, 28))).astype(np.uint8)
conv = {"strides": [1, 1], "padding": "valid", "data_format": "channels_last", "dilation_rate": [1, 1], "groups": 1, "use_bias": True}
pool = {"pool_size": [2, 2], "strides": [2, 2], "padding": "valid", "data_format": "channels_last"}


def model(activation, pooling):
    layers = [
        ("Conv2D", {"name": "first", "filters": 3, "kernel_size": [5, 5], "activation": activation, **conv}),
        (pooling, {"name": "second", **pool}),
        ("Conv2D", {"name": "third", "filters": 4, "kernel_size": [5, 5], "activation": "linear", **conv}),
        ("Activation", {"name": "fourth", "activation": activation}),
        (pooling, {"name": "fifth", **pool}),
        ("Dropout", {"name": "sixth", "rate": 0.25}),
        ("Flatten", {"name": "seventh", "data_format": "channels_last"}),
        ("Dense", {"name": "eighth", "units": 12, "activation": activation, "use_bias": True}),
        ("Dense", {"name": "ninth", "units": 10, "activation": "softmax", "use_bias": True}),
    ]
    shapes = {"first": (5, 5, 1, 3), "third": (5, 5, 3, 4), "eighth": (64, 12), "ninth": (12, 10)}
    weights = []
    for _, config in layers:
        shape = shapes.get(config["name"])
        scale = 1 / np.sqrt(np.prod(shape[:-1])) if shape else 0
        weights.append([rng.normal(0, 2 * scale, shape).astype("f4"), rng.normal(0, 0.2, shape[-1]).astype("f4")] if shape else [])
    return layers, weights


def write_h5(path, layers, weights):
    with h5py.File(path, "w") as file:
        first = {**layers[0][1], "batch_input_shape": [None, 28, 28, 1], "dtype": "float32"}
        configs = [{"class_name": "InputLayer", "config": {"batch_input_shape": [None, 28, 28, 1], "dtype": "float32", "name": "first_input"}}]
        configs += [{"class_name": kind, "config": first if n == 0 else config} for n, (kind, config) in enumerate(layers)]
        file.attrs["keras_version"] = b"2.13.1"
        file.attrs["backend"] = b"tensorflow"
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {"name": "sequential", "layers": configs}}).encode()
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [config["name"].encode() for _, config in layers]
        for (_, config), own in zip(layers, weights):
            inner = group.create_group(config["name"])
            names = [f"{config['name']}/{part}:0" for part in ("kernel", "bias")[: len(own)]]
            inner.attrs["weight_names"] = [name.encode() for name in names]
            for name, values in zip(names, own):
                inner.create_dataset(name, data=values)


def write_keras(path, layers, weights):
    entry = lambda kind, config: {"module": "keras.layers", "class_name": kind, "config": {"trainable": True, "dtype": {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": None}, **config}, "registered_name": None}
    shape = [None, 28, 28, 1]
    configs = [entry("InputLayer", {"batch_shape": shape, "name": "input_layer"})] + [entry(*layer) for layer in layers]
    packed = io.BytesIO()
    with h5py.File(packed, "w") as file:
        counts = {}
        for (kind, _), own in zip(layers, weights):
            base = {"Conv2D": "conv2d", "Dense": "dense", "MaxPooling2D": "max_pooling2d", "AveragePooling2D": "average_pooling2d"}.get(kind, kind.lower())
            name = base + ("_%d" % counts[base] if base in counts else "")
            counts[base] = counts.get(base, 0) + 1
            group = file.create_group(f"layers/{name}/vars")
            for n, values in enumerate(own):
                group.create_dataset(str(n), data=values)
        file.create_group("optimizer/vars")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.4.1", "date_saved": "2024-07-01@12:00:00"}))
        archive.writestr("config.json", json.dumps({"module": "keras", "class_name": "Sequential", "config": {"name": "sequential", "layers": configs, "build_input_shape": shape}, "registered_name": None}))
        archive.writestr("model.weights.h5", packed.getvalue())


def write_tfjs(path, layers, weights):
    """As TensorFlow.js itself saves: no model_config around the topology; the bytes in two files, cut anywhere."""
    first = {**layers[0][1], "batch_input_shape": [None, 28, 28, 1], "dtype": "float32"}
    configs = [{"class_name": kind, "config": first if n == 0 else config} for n, (kind, config) in enumerate(layers)]
    named = [(f"{config['name']}/{part}", values) for (_, config), own in zip(layers, weights) for part, values in zip(("kernel", "bias"), own)]
    body = b"".join(values.tobytes() for _, values in named)
    for n, part in enumerate((body[:1001], body[1001:])):
        with open(os.path.join(folder, f"group1-shard{n + 1}of2.bin"), "wb") as file:
            file.write(part)
    with open(path, "w") as file:
        json.dump({"format": "layers-model", "generatedBy": "TensorFlow.js tfjs-layers v4.22.0", "convertedBy": None,
                   "modelTopology": {"class_name": "Sequential", "config": {"name": "sequential_1", "layers": configs}, "keras_version": "tfjs-layers 4.22.0", "backend": "tensor_flow.js"},
                   "weightsManifest": [{"paths": ["group1-shard1of2.bin", "group1-shard2of2.bin"],
                                        "weights": [{"name": name, "shape": list(values.shape), "dtype": "float32"} for name, values in named]}]}, file)
        file.write("\n")


outputs = {}
for name, write, activation, pooling in [("h5", write_h5, "tanh", "AveragePooling2D"), ("keras", write_keras, "relu", "MaxPooling2D"), ("tfjs", write_tfjs, "sigmoid", "MaxPooling2D")]:
    layers, weights = model(activation, pooling)
    write(os.path.join(folder, "tfjs.json" if name == "tfjs" else f"keras.{name}"), layers, weights)
    outputs[name] = forward(layers, weights, ink[..., None] / 255.0).tolist()

with open(os.path.join(folder, "keras.json"), "w") as file:
    json.dump({"ink": ink.reshape(3, -1).tolist(), "outputs": outputs}, file)
    file.write("\n")
