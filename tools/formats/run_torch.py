"""Runs a network in PyTorch: definition as JSON, a state_dict (.pt or .safetensors) under the layers' own names, pictures
as bytes. Writes the outputs as float32 to standard output. Independent of the library: what it writes is held against
this.

    python3 run_torch.py DEFINITION.json STATE INK > OUTPUTS        INK: 28x28 bytes a picture, 0 paper, 255 ink
"""
import json, struct, sys
import numpy as np
import torch
import torch.nn.functional as F

definition = json.load(open(sys.argv[1]))


def read_state(path):
    if path.endswith(".pt"):
        return torch.load(path)
    data = open(path, "rb").read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    body = data[8 + length :]
    return {
        name: torch.from_numpy(np.frombuffer(body[slice(*entry["data_offsets"])], "<f4").copy()).reshape(entry["shape"])
        for name, entry in header.items()
    }


state = read_state(sys.argv[2])
field = definition["input"]
margin = (field["rows"] - 28) // 2


def forward(ink):
    levels = field["background"] + (field["foreground"] - field["background"]) * ink / 255
    x = F.pad(levels, [margin] * 4, value=field["background"])
    for layer in definition["layers"]:
        kind, size = layer["kind"], layer.get("size")
        weight, bias = state.get(layer["name"] + ".weight"), state.get(layer["name"] + ".bias")
        if kind == "convolution":
            x = F.conv2d(x, weight, bias)
        elif kind == "full":
            x = F.linear(x.flatten(1), weight, bias)
        elif kind == "maxPooling":
            x = F.max_pool2d(x, size)
        elif kind == "averagePooling":
            x = F.avg_pool2d(x, size)
        elif kind == "subsampling":
            x = size * size * F.avg_pool2d(x, size) * weight[:, None, None] + bias[:, None, None]
        elif kind == "distances":
            x = ((x.flatten(1)[:, None] - weight) ** 2).sum(2)
        else:
            raise SystemExit("no layer " + kind)
        activation = layer.get("activation")
        if activation == "squash":
            x = 1.7159 * torch.tanh(2 / 3 * x)
        elif activation:
            x = getattr(torch, activation)(x)
    return x.flatten(1).numpy()


ink = torch.from_numpy(np.fromfile(sys.argv[3], np.uint8).reshape(-1, 1, 28, 28).astype(np.float32))
y = np.concatenate([forward(part) for part in ink.split(500)])
sys.stdout.buffer.write(y.astype("<f4").tobytes())
