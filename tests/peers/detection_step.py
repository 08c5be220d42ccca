"""Times torchvision's Mask R-CNN: the peer of this project's DetectionBenchmark.

    python detection_step.py --what train --batch 2 --threads 2

What a user gets without asking: fp32, contiguous, frozen batch norm, three trainable layers of the
backbone as with pretrained weights. Weights, images and objects come from formulas that the
toolkit's side repeats, so that both find the same losses (but for the regions drawn at random) and
as many detections. Images enter as they are, without a change of size. Prints one line of JSON; the
time is the median of the timed steps.
"""

import argparse
import json
import resource
import statistics
import time
import zlib

import numpy
import torch
import torchvision
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.backbone_utils import _resnet_fpn_extractor
from torchvision.ops import FrozenBatchNorm2d

CLASSES = 90
PERIOD = 4091
ROWS, COLUMNS = 2, 4
NORM_RANGES = {
    "weight": (1.0, 0.1),
    "bias": (0.0, 0.1),
    "running_mean": (0.0, 0.1),
    "running_var": (1.0, 0.1),
}


def formula(name, shape, is_norm):
    """The values of a tensor: a pattern of its name, repeated."""
    base, scale = 0.0, 0.01
    if is_norm:
        base, scale = NORM_RANGES[name.rsplit(".", 1)[-1]]
    elif len(shape) > 1:
        scale = (3.0 / numpy.prod(shape[1:])) ** 0.5
    q = (numpy.arange(PERIOD) * 37 + zlib.crc32(name.encode())) % PERIOD
    pattern = base + scale * ((q**3 % PERIOD - 2045) / 2045.0)
    values = numpy.resize(pattern.astype(numpy.float32), int(numpy.prod(shape)))
    return torch.from_numpy(values).reshape(shape)


def make_model(args):
    backbone = torchvision.models.get_model(
        args.model.split("_")[1], weights=None, norm_layer=FrozenBatchNorm2d
    )
    sides = sorted((args.height, args.width))
    model = MaskRCNN(
        _resnet_fpn_extractor(backbone, 3), CLASSES + 1, min_size=sides[0], max_size=sides[1]
    )
    norms = {name for name, module in model.named_modules() if isinstance(module, FrozenBatchNorm2d)}
    state = {
        name: formula(name, tuple(tensor.shape), name.rsplit(".", 1)[0] in norms)
        for name, tensor in model.state_dict().items()
    }
    model.load_state_dict(state, strict=True)
    return model


def make_image(k, height, width):
    y, x, c = numpy.mgrid[0:height, 0:width, 0:3]
    pixels = (x * (3 + c) + y * (7 - c) + (x * y >> 4) + 53 * k) & 255
    return torch.from_numpy(pixels.astype(numpy.uint8)).permute(2, 0, 1).contiguous() / 255


def make_target(k, height, width):
    """Each object has a cell of its own, of which it fills a part; every second is an ellipse."""
    cell_height, cell_width = height // ROWS, width // COLUMNS
    boxes, labels, masks = [], [], []
    y, x = numpy.mgrid[0:height, 0:width] + 0.5
    for j in range(ROWS * COLUMNS):
        cx = cell_width // 2 + cell_width * (j % COLUMNS)
        cy = cell_height // 2 + cell_height * (j // COLUMNS)
        rx = cell_width * (3 + (3 * j + k) % 7) // 20
        ry = cell_height * (3 + (5 * j + k) % 7) // 20
        dx, dy = (x - cx) / rx, (y - cy) / ry
        inside = (abs(dx) < 1) & (abs(dy) < 1)
        masks.append(inside & (dx * dx + dy * dy <= 1) if j % 2 else inside)
        boxes.append([cx - rx, cy - ry, cx + rx, cy + ry])
        labels.append((7 * j + 13 * k) % CLASSES + 1)
    return {
        "boxes": torch.tensor(boxes, dtype=torch.float32),
        "labels": torch.tensor(labels),
        "masks": torch.from_numpy(numpy.stack(masks).astype(numpy.uint8)),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--what", choices=["train", "inference"], required=True)
    parser.add_argument("--model", default="maskrcnn_resnet50_fpn")
    parser.add_argument("--batch", type=int, default=2)
    parser.add_argument("--height", type=int, default=480)
    parser.add_argument("--width", type=int, default=640)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--warmup", type=int, default=2)
    parser.add_argument("--steps", type=int, default=10)
    args = parser.parse_args()

    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    train = args.what == "train"
    model = make_model(args).train(train)
    images = [make_image(k, args.height, args.width) for k in range(args.batch)]
    targets = [make_target(k, args.height, args.width) for k in range(args.batch)]
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.SGD(parameters, lr=1e-3, momentum=0.9, weight_decay=1e-4)

    def train_step():
        losses = model(images, targets)
        loss = sum(losses.values())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return {"loss": loss.item()} | {name[5:]: part.item() for name, part in losses.items()}

    def inference_step():
        with torch.no_grad():
            return model(images)

    step = train_step if train else inference_step
    outcomes, times = [], []
    for _ in range(args.warmup + args.steps):
        start = time.perf_counter()
        outcomes.append(step())
        times.append(time.perf_counter() - start)
    times = times[args.warmup :]
    if train:
        found = {"first_losses": outcomes[0], "last_loss": outcomes[-1]["loss"]}
    else:
        found = {
            "detections": [len(image["scores"]) for image in outcomes[-1]],
            "mask_pixels": sum(int((image["masks"] > 0.5).sum()) for image in outcomes[-1]),
        }
    seconds = statistics.median(times)
    print(
        json.dumps(
            {
                "benchmark": "detection_" + args.what,
                "peer": "torchvision",
                "version": torchvision.__version__,
                "model": args.model,
                "batch": args.batch,
                "height": args.height,
                "width": args.width,
                "threads": args.threads,
                "mode": "default",
                "steps": args.steps,
                "seconds_per_step": seconds,
                "min_seconds": min(times),
                "max_seconds": max(times),
                "images_per_second": args.batch / seconds,
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
            | found
        )
    )


if __name__ == "__main__":
    main()
