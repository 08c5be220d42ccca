"""Times torchvision's input pipeline: the peer of this project's data loader.

    python input_pipeline.py --folder DIR --workers 2

DIR holds one folder per class. ImageFolder and DataLoader decode, take a random resized crop, flip,
normalize and batch, as torchvision's own reference does. Prints one line of JSON; the throughput is
the median over the epochs after the first, which starts the workers and fills the page cache.
"""

import argparse
import json
import statistics
import time

import torch
import torchvision
from torchvision import transforms


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--repeat", type=int, default=1, help="passes over the folder per epoch")
    args = parser.parse_args()

    torch.manual_seed(0)
    transform = transforms.Compose(
        [
            transforms.RandomResizedCrop(args.size),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),
        ]
    )
    folder = torchvision.datasets.ImageFolder(args.folder, transform)
    loader = torch.utils.data.DataLoader(
        torch.utils.data.ConcatDataset([folder] * args.repeat),
        batch_size=args.batch,
        shuffle=True,
        num_workers=args.workers,
        persistent_workers=args.workers > 0,
    )
    rates = []
    for _ in range(args.epochs + 1):
        start = time.perf_counter()
        images = sum(len(labels) for _, labels in loader)
        rates.append(images / (time.perf_counter() - start))
    rates = rates[1:]
    print(
        json.dumps(
            {
                "peer": "torchvision",
                "version": torchvision.__version__,
                "images": images,
                "batch": args.batch,
                "size": args.size,
                "workers": args.workers,
                "epochs": args.epochs,
                "images_per_second": statistics.median(rates),
                "min_images_per_second": min(rates),
                "max_images_per_second": max(rates),
            }
        )
    )


if __name__ == "__main__":
    main()
