"""Runs what `finetune export` wrote of a classifier, each file as its own users do.

    python run_export.py --model resnet18 --classes 10 --size 64 --values values.f32 FILE...

Weights (.pth, .safetensors) go into torchvision's model of that name, strictly, a .pth through
torch.load(weights_only=True); a .pt runs by torch.jit.load, an .onnx by the onnx package's checker
and reference implementation, where that package is installed. The values are the input, float32 of
shape (N, 3, size, size). Prints one line of JSON: the logits by file, and what was left out.
"""

import argparse
import json
import os

import numpy
import safetensors.torch
import torch
import torchvision


def with_torchvision(args, state):
    model = torchvision.models.get_model(args.model, weights=None, num_classes=args.classes)
    model.load_state_dict(state, strict=True)
    return model.eval()


def run(args, file, values):
    """The logits of a file; None where what runs it is not installed."""
    ending = os.path.splitext(file)[1]
    if ending == ".onnx":
        try:
            import onnx
            from onnx.reference import ReferenceEvaluator
        except ImportError:
            return None
        onnx.checker.check_model(file, full_check=True)
        return ReferenceEvaluator(file).run(["logits"], {"input": values})[0]
    if ending == ".pth":
        model = with_torchvision(args, torch.load(file, weights_only=True, mmap=True))
    elif ending == ".safetensors":
        model = with_torchvision(args, safetensors.torch.load_file(file))
    else:
        extra = {"finetune.json": ""}
        model = torch.jit.load(file, _extra_files=extra)
        metadata = json.loads(extra["finetune.json"])
        assert metadata["model"] == args.model, metadata
        names = with_torchvision(args, model.state_dict()).state_dict().keys()
        assert list(names) == list(model.state_dict().keys())
    with torch.no_grad():
        return model(torch.from_numpy(values)).numpy()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--classes", type=int, required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--values", required=True)
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()

    torch.set_num_threads(1)
    values = numpy.fromfile(args.values, dtype="<f4").reshape(-1, 3, args.size, args.size)
    logits = {}
    left_out = []
    for file in args.files:
        result = run(args, file, values)
        if result is None:
            left_out.append(file)
        else:
            logits[file] = result.ravel().tolist()
    print(json.dumps({"torch": torch.__version__, "logits": logits, "left_out": left_out}))


if __name__ == "__main__":
    main()
