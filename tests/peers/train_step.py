"""Times a training step of a torchvision model: the peer of this project's own step.

    python train_step.py --model resnet50 --batch 8 --size 224 --threads 2 --mode default

Mode default is what a user gets without asking: fp32, contiguous. Mode best is the fastest known on
a CPU with bfloat16: autocast and channels_last. Both end with SGD with momentum as torch.optim has
it. Prints one line of JSON; the time is the median of the timed steps, synthetic images.
"""

import argparse
import contextlib
import json
import statistics
import time

import torch
import torchvision


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="resnet50")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--mode", choices=["default", "best"], default="default")
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--steps", type=int, default=10)
    args = parser.parse_args()

    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    best = args.mode == "best"
    layout = torch.channels_last if best else torch.contiguous_format
    model = torchvision.models.get_model(args.model, weights=None).to(memory_format=layout).train()
    images = torch.randn(args.batch, 3, args.size, args.size).to(memory_format=layout)
    labels = torch.randint(0, 1000, (args.batch,))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    loss_function = torch.nn.CrossEntropyLoss()

    def step():
        cast = torch.autocast("cpu", dtype=torch.bfloat16) if best else contextlib.nullcontext()
        with cast:
            loss = loss_function(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    for _ in range(args.warmup):
        step()
    times = []
    for _ in range(args.steps):
        start = time.perf_counter()
        loss = step()
        times.append(time.perf_counter() - start)
    seconds = statistics.median(times)
    print(
        json.dumps(
            {
                "peer": "pytorch",
                "version": torch.__version__,
                "model": args.model,
                "batch": args.batch,
                "size": args.size,
                "threads": args.threads,
                "mode": args.mode,
                "steps": args.steps,
                "seconds_per_step": seconds,
                "min_seconds": min(times),
                "max_seconds": max(times),
                "images_per_second": args.batch / seconds,
                "last_loss": loss,
            }
        )
    )


if __name__ == "__main__":
    main()
