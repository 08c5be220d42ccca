"""Loads a checkpoint of this project into torchvision's model of the same name, strictly.

    python load_safetensors.py --model resnet50 --file best.safetensors --classes 10

Fails when a name, a shape or a count differs. Prints one line of JSON with the logits of a fixed
input, sin(0.01 * i) over the flat index i, for comparison with the toolkit's own.
"""

import argparse
import json

import safetensors.torch
import torch
import torchvision


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--file", required=True)
    parser.add_argument("--classes", type=int, required=True)
    parser.add_argument("--size", type=int, default=64)
    args = parser.parse_args()

    model = torchvision.models.get_model(args.model, weights=None, num_classes=args.classes)
    state = safetensors.torch.load_file(args.file)
    model.load_state_dict(state, strict=True)
    model.eval()
    count = 3 * args.size * args.size
    image = torch.sin(0.01 * torch.arange(count, dtype=torch.float64)).float()
    with torch.no_grad():
        logits = model(image.reshape(1, 3, args.size, args.size))[0]
    print(
        json.dumps(
            {
                "peer": "torchvision",
                "version": torchvision.__version__,
                "model": args.model,
                "tensors": len(state),
                "logits": [float(value) for value in logits],
            }
        )
    )


if __name__ == "__main__":
    main()
