"""Small networks written and saved by PyTorch, with their outputs for a few pictures: what imports are held against.

    /usr/bin/python3 test/exchange/golden/make_torch.py        (Debian: python3-torch, python3-onnx)
"""
import io, json, os, struct
import numpy as np
import torch
from torch import nn

folder = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(1998)
rng = np.random.default_rng(1998)
ink = np.where(rng.random((3, 28, 28)) < 0.6, 0, rng.integers(0, 256, (3, 28, 28))).astype(np.uint8)
pictures = torch.from_numpy(ink.astype(np.float32) / 255)[:, None]


class Classic(nn.Module):
    """As in many lessons: padding, tanh, means."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 3, 5, padding=2)
        self.conv2 = nn.Conv2d(3, 4, 5)
        self.fc1 = nn.Linear(100, 12)
        self.fc2 = nn.Linear(12, 10)
        self.pool = nn.AvgPool2d(2)

    def forward(self, x):
        x = self.pool(torch.tanh(self.conv1(x)))
        x = self.pool(torch.tanh(self.conv2(x)))
        return self.fc2(torch.tanh(self.fc1(torch.flatten(x, 1))))


class Modern(nn.Module):
    """As in others: batch normalisation, ReLU, maxima, dropout, view."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 3, 5, bias=False), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(3, 4, 5), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(nn.Linear(64, 12), nn.ReLU(), nn.Dropout(), nn.Linear(12, 10))
        norm = self.features[1]
        norm.running_mean.uniform_(-0.5, 0.5)
        norm.running_var.uniform_(0.5, 2)
        with torch.no_grad():
            norm.weight.uniform_(0.5, 2)
            norm.bias.uniform_(-0.5, 0.5)

    def forward(self, x):
        x = self.features(x)
        return self.classifier(x.view(x.size(0), -1))


class Plain(nn.Module):
    """lenet5-modern's layers, fewer units: a state_dict with names of its own."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 3, 5)
        self.conv2 = nn.Conv2d(3, 4, 5)
        self.fc1 = nn.Linear(64, 12)
        self.fc2 = nn.Linear(12, 10)

    def forward(self, x):
        x = torch.relu(torch.max_pool2d(self.conv1(x), 2))
        x = torch.relu(torch.max_pool2d(self.conv2(x), 2))
        return self.fc2(torch.relu(self.fc1(torch.flatten(x, 1))))


def write_safetensors(state, path):
    header, body = {}, b""
    for name, tensor in state.items():
        data = tensor.contiguous().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)


outputs = {}
for name, module in [("classic", Classic()), ("modern", Modern()), ("plain", Plain())]:
    module.eval()
    with torch.no_grad():
        outputs[name] = module(pictures).tolist()
    if name == "plain":
        torch.save(module.state_dict(), os.path.join(folder, "torch-plain.pt"))
        write_safetensors(module.state_dict(), os.path.join(folder, "torch-plain.safetensors"))
    else:
        torch.onnx.export(module, pictures, os.path.join(folder, f"torch-{name}.onnx"), opset_version=13,
                          input_names=["input"], output_names=["output"],
                          dynamic_axes={"input": {0: "n"}, "output": {0: "n"}})

with open(os.path.join(folder, "torch.json"), "w") as file:
    json.dump({"torch": torch.__version__, "ink": ink.reshape(3, -1).tolist(), "outputs": outputs}, file)
    file.write("\n")
