"""PyTorch on the CPU, speaking the same protocol as the other peers (README.md), in its best configuration: memory
format, oneDNN on or off, eager or traced are tried once for each task and batch, and the fastest is kept."""
import itertools
import json
import os
import sys
import time

try:
    import numpy
    import torch
    from torch import nn
except ImportError as error:
    torch, missing = None, str(error)

RATE, MOMENTUM = 0.01, 0.9
CHOICES = list(itertools.product((False, True), repeat=3))  # channels_last, oneDNN, traced


class Flatten(nn.Module if torch else object):
    """Rows out of a channels_last tensor too, where nn.Flatten is the same."""

    def forward(self, x):
        return x.reshape(x.shape[0], -1)


def build(layers):
    """Pooling before ReLU: the same values, a quarter of them to compute."""
    modules, maps, flat = [], 1, False
    for layer in layers:
        if "units" in layer:
            if not flat:
                modules.append(Flatten())
                flat = True
            modules.append(nn.Linear(layer["inputs"], layer["units"]))
        else:
            modules.append(nn.Conv2d(maps, layer["maps"], layer["kernel"]))
            maps = layer["maps"]
            if layer["pool"]:
                modules.append(nn.MaxPool2d(2))
        if layer["relu"]:
            modules.append(nn.ReLU())
    return nn.Sequential(*modules)


def read_tensors(path):
    with open(path, "rb") as file:
        data = file.read()
    start = 8 + int.from_bytes(data[:8], "little")
    types = {"F32": numpy.float32, "U8": numpy.uint8}
    tensors = {}
    for name, entry in json.loads(data[8:start]).items():
        low, high = entry["data_offsets"]
        values = numpy.frombuffer(data[start + low : start + high], types[entry["dtype"]])
        tensors[name] = torch.from_numpy(values.copy()).reshape(entry["shape"])
    return tensors


class Configuration:
    """One way to run the network."""

    def __init__(self, peer, last, onednn, traced):
        self.name = " ".join(
            word for word, on in (("channels_last", last), ("oneDNN", onednn), ("traced", traced)) if on
        ) or "plain"
        self.format = torch.channels_last if last else torch.contiguous_format
        self.onednn = onednn
        self.images = peer.tensors["images"].contiguous(memory_format=self.format)
        self.labels = peer.tensors["labels"].long()
        self.eager = peer.fresh().to(memory_format=self.format)
        self.traced = traced
        self.trainers, self.readers = {}, {}

    def trainer(self, batch):
        if batch not in self.trainers:
            sample = self.images[:batch]
            network = torch.jit.trace(self.eager, sample) if self.traced else self.eager
            optimizer = torch.optim.SGD(network.parameters(), RATE, MOMENTUM, foreach=True)
            self.trainers[batch] = network, optimizer
        return self.trainers[batch]

    def train(self, batch, steps, pool=None):
        network, optimizer = self.trainer(batch)
        network.train()
        places = (pool or len(self.images)) // batch
        with torch.backends.mkldnn.flags(enabled=self.onednn):
            for step in range(steps):
                first = step % places * batch
                optimizer.zero_grad(set_to_none=True)
                logits = network(self.images[first : first + batch])
                nn.functional.cross_entropy(logits, self.labels[first : first + batch]).backward()
                optimizer.step()

    def reader(self, batch):
        if batch not in self.readers:
            network = self.eager.eval()
            if self.traced:
                network = torch.jit.freeze(torch.jit.trace(network, self.images[:batch]))
                network = torch.jit.optimize_for_inference(network)
            self.readers[batch] = network
        return self.readers[batch]

    def infer(self, batch, batches):
        with torch.inference_mode(), torch.backends.mkldnn.flags(enabled=self.onednn):
            network = self.reader(batch)
            places = len(self.images) // batch
            for step in range(batches):
                first = step % places * batch
                logits = network(self.images[first : first + batch])
        return logits


class Peer:
    def load(self, network, weights, threads, layers, **_):
        torch.set_num_threads(threads)
        self.layers = layers
        self.tensors = read_tensors(weights)
        # A frozen graph keeps the weights of its making, so those that train and those that read are apart.
        self.configurations = {
            task: [Configuration(self, *choice) for choice in CHOICES] for task in ("train", "infer")
        }
        self.best = {}
        return {"version": torch.__version__, "note": f"BLAS: {blas()}", "threads": threads}

    def fresh(self):
        network = build(self.layers)
        own = [module for module in network if hasattr(module, "weight")]
        with torch.no_grad():
            for module, layer in zip(own, self.layers):
                module.weight.copy_(self.tensors[layer["name"] + ".weights"])
                module.bias.copy_(self.tensors[layer["name"] + ".biases"])
        return network

    def check(self, n, steps=0, batch=64, **_):
        outputs = []
        for choice in CHOICES:
            configuration = Configuration(self, *choice)
            if steps:
                configuration.train(batch, steps, batch)
            outputs.append(configuration.infer(n, 1))
        worst = max(float((each - outputs[0]).abs().max()) for each in outputs)
        if worst > 1e-3:
            return {"error": f"PyTorch's configurations differ by {worst}"}
        return {"outputs": outputs[0].flatten().tolist()}

    def choose(self, task, batch):
        """The fastest configuration, by the best of three short turns each, taken in rotation."""
        if (task, batch) not in self.best:
            count = max(2, 256 // batch)
            seconds = {}
            for turn in range(4):
                for configuration in self.configurations[task]:
                    start = time.perf_counter()
                    getattr(configuration, task)(batch, count)
                    taken = time.perf_counter() - start
                    if turn:  # the first one compiles
                        seconds[configuration] = min(taken, seconds.get(configuration, taken))
            self.best[task, batch] = min(seconds, key=seconds.get)
        return self.best[task, batch]

    def run(self, task, batch, count):
        configuration = self.choose(task, batch)
        start = time.perf_counter()
        getattr(configuration, task)(batch, count)
        seconds = time.perf_counter() - start
        return {
            "seconds": seconds,
            "samplesPerSecond": batch * count / seconds,
            "configuration": configuration.name,
        }

    def train(self, batch, steps, **_):
        return self.run("train", batch, steps)

    def infer(self, batch, count, **_):
        return self.run("infer", batch, -(-count // batch))

    def one(self, repeats, **_):
        reply = self.run("infer", 1, repeats)
        return {**reply, "microseconds": reply["seconds"] * 1e6 / repeats}


def blas():
    """The library that Debian's PyTorch multiplies matrices with; 'generic' is the slow reference."""
    if "BLAS_INFO=generic" not in torch.__config__.show():
        return "built in"
    with open("/proc/self/maps", encoding="utf-8") as file:
        names = {os.path.realpath(line.split()[-1]) for line in file if "blas" in line}
    return ", ".join(sorted(os.path.basename(os.path.dirname(n)) + "/" + os.path.basename(n) for n in names))


def main():
    peer = Peer()
    for line in sys.stdin:
        request = json.loads(line)
        if torch is None:
            reply = {"missing": missing}
        else:
            try:
                reply = getattr(peer, request.pop("cmd"))(**request)
            except Exception as error:  # to the runner, whatever it is
                reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


main()
