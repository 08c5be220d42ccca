"""Makes a detection problem of the size of COCO val2017, and times pycocotools on it.

    python coco_eval.py generate --annotations instances_a.json instances_b.json --out DIR
    python coco_eval.py time --annotations DIR/instances.json --results DIR/segm.json --iou segm

`generate` replicates the images of real annotation files, moves every object a little, and invents
detections: perturbed objects, duplicates, confused categories and false positives. DIR gets
instances.json, bbox.json and segm.json; the same arguments give the same files. `time` prints one
line of JSON; run it in a process of its own, as its peak of memory counts.
"""

import argparse
import contextlib
import importlib.metadata
import json
import os
import resource
import sys
import time

import numpy
from pycocotools import mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def read(paths):
    """The images with their objects, image by image, and the categories, of several files."""
    images, categories = [], None
    for path in paths:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        objects = {image["id"]: [] for image in data["images"]}
        for annotation in data["annotations"]:
            objects[annotation["image_id"]].append(annotation)
        images += [(image, objects[image["id"]]) for image in data["images"]]
        categories = data["categories"]
    return images, categories


def moved(parts, size, scale, shift):
    """The polygons, scaled around the middle of their box, shifted, cut at the image's edges."""
    points = [numpy.asarray(part[: len(part) // 2 * 2]).reshape(-1, 2) for part in parts]
    every = numpy.concatenate(points)
    middle = (every.min(axis=0) + every.max(axis=0)) / 2
    return [((p - middle) * scale + middle + shift).clip(0, size) for p in points]


def box_of(points):
    every = numpy.concatenate(points)
    low, high = every.min(axis=0), every.max(axis=0)
    return [round(float(v), 2) for v in (*low, *(high - low))]


def outline(annotation):
    """Its polygons; of a crowd, which has none, its box."""
    if isinstance(annotation["segmentation"], list):
        return annotation["segmentation"]
    x, y, w, h = annotation["bbox"]
    return [[x, y, x + w, y, x + w, y + h, x, y + h]]


def place_objects(sources, args, random):
    """The images, each a source image under a new id, and their objects."""
    images, objects = [], []
    for i in range(args.images):
        image, annotations = sources[i % len(sources)]
        images.append({"id": 1000 + 7 * i, "height": image["height"], "width": image["width"],
                       "file_name": f"{i:012d}.jpg"})
        objects += [(i, annotation) for annotation in annotations]
    if len(objects) < args.objects:
        sys.exit(f"{args.images} images have {len(objects)} objects, fewer than {args.objects}")
    kept = numpy.sort(random.permutation(len(objects))[: args.objects])
    placed = [[] for _ in images]
    for number, (i, annotation) in enumerate(objects[k] for k in kept):
        size = (images[i]["width"], images[i]["height"])
        copy = {**annotation, "id": number + 1, "image_id": images[i]["id"]}
        if isinstance(annotation["segmentation"], list):
            points = moved(annotation["segmentation"], size, 1, random.normal(0, 2, 2))
            copy["segmentation"] = [[round(float(v), 2) for v in p.ravel()] for p in points]
            copy["bbox"] = box_of(points)
        placed[i].append(copy)
    return images, placed


def detections(size, objects, shapes, categories, args, random):
    """Points, category and score of the detections of one image."""
    found = []
    for annotation in objects:
        extent = numpy.asarray(annotation["bbox"][2:])
        for _ in range(1 + random.poisson(1.5)):
            blur = random.choice([0.01, 0.03, 0.08, 0.2])
            points = moved(outline(annotation), size, numpy.exp(random.normal(0, blur, 2)),
                           random.normal(0, blur, 2) * extent)
            confused = random.random() < 0.08
            category = random.choice(categories) if confused else annotation["category_id"]
            found.append((points, category, 0.9 - 2 * blur + random.normal(0, 0.15)))
    present = [annotation["category_id"] for annotation in objects] or categories
    while len(found) < args.detections:
        shape = shapes[random.integers(len(shapes))]
        points = moved(shape, size, numpy.exp(random.normal(0, 0.3, 2)), random.normal(0, 60, 2))
        category = random.choice(present if random.random() < 0.6 else categories)
        found.append((points, category, random.beta(1, 6)))
    return found[: args.detections]


def records(image, found):
    """Two results for every detection: with its box, and with its mask."""
    for points, category, score in found:
        parts = [p.ravel().tolist() for p in points]
        rle = mask.merge(mask.frPyObjects(parts, image["height"], image["width"]))
        common = {"image_id": image["id"], "category_id": int(category),
                  "score": round(float(numpy.clip(score, 0.001, 0.9999)), 4)}
        pixels = {"size": rle["size"], "counts": rle["counts"].decode("ascii")}
        yield {**common, "bbox": box_of(points)}, {**common, "segmentation": pixels}


class ListFile:
    """A JSON list that is written element by element."""

    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8")
        self.separator = "["

    def append(self, element):
        self.file.write(self.separator + json.dumps(element))
        self.separator = ",\n"

    def close(self):
        self.file.write("]\n")
        self.file.close()


def generate(args):
    random = numpy.random.default_rng(args.seed)
    sources, categories = read(args.annotations)
    ids = [category["id"] for category in categories]
    shapes = [outline(a) for _, annotations in sources for a in annotations]
    images, placed = place_objects(sources, args, random)
    os.makedirs(args.out, exist_ok=True)
    boxes = ListFile(os.path.join(args.out, "bbox.json"))
    masks = ListFile(os.path.join(args.out, "segm.json"))
    for image, objects in zip(images, placed):
        size = (image["width"], image["height"])
        for box, pixels in records(image, detections(size, objects, shapes, ids, args, random)):
            boxes.append(box)
            masks.append(pixels)
    boxes.close()
    masks.close()
    with open(os.path.join(args.out, "instances.json"), "w", encoding="utf-8") as file:
        annotations = [annotation for objects in placed for annotation in objects]
        json.dump({"images": images, "annotations": annotations, "categories": categories}, file)


def timed(work):
    start = time.perf_counter()
    with contextlib.redirect_stdout(sys.stderr):
        result = work()
    return result, time.perf_counter() - start


def measure(args):
    truth, load = timed(lambda: COCO(args.annotations))
    found, results = timed(lambda: truth.loadRes(args.results))
    evaluation = COCOeval(truth, found, args.iou)
    cpu = time.process_time()
    evaluate = timed(evaluation.evaluate)[1]
    accumulate = timed(evaluation.accumulate)[1]
    cpu = time.process_time() - cpu
    timed(evaluation.summarize)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    again = sorted(timed(lambda: COCO(args.annotations))[1] for _ in range(5))
    print(json.dumps({
        "benchmark": "coco_eval",
        "peer": "pycocotools",
        "version": importlib.metadata.version("pycocotools"),
        "iou": args.iou,
        "images": len(truth.imgs),
        "objects": len(truth.anns),
        "detections": len(found.anns),
        "load_seconds": load,
        "load_again_seconds": again[2],
        "results_seconds": results,
        "evaluate_seconds": evaluate,
        "accumulate_seconds": accumulate,
        "seconds": evaluate + accumulate,
        "cpu_seconds": cpu,
        "peak_mib": peak,
        "stats": [float(value) for value in evaluation.stats],
    }))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    make = commands.add_parser("generate")
    make.add_argument("--annotations", nargs="+", required=True)
    make.add_argument("--out", required=True)
    make.add_argument("--images", type=int, default=5000)
    make.add_argument("--objects", type=int, default=36000)
    make.add_argument("--detections", type=int, default=100, help="per image")
    make.add_argument("--seed", type=int, default=0)
    make.set_defaults(run=generate)
    peer = commands.add_parser("time")
    peer.add_argument("--annotations", required=True)
    peer.add_argument("--results", required=True)
    peer.add_argument("--iou", choices=["bbox", "segm"], required=True)
    peer.set_defaults(run=measure)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
