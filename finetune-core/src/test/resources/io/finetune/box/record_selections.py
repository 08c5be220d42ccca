"""Records what torchvision chooses: python record_selections.py > selections.json (torch and torchvision, CPU)."""
import json
import sys
import zlib

import torch
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.roi_heads import RoIHeads
from torchvision.models.detection.rpn import RegionProposalNetwork

torch.set_num_threads(1)


def fractions(name, *shape):
    i = torch.arange(torch.Size(shape).numel(), dtype=torch.int64)
    q = (i * 37 + zlib.crc32(name.encode())) % 4091
    return (((q * q * q) % 4091 - 2045) / 2045.0).float().reshape(shape)


def proposals(name, before, after, threshold, least_score):
    grids = [(24, 32), (12, 16), (6, 8), (3, 4), (2, 2)]
    generator = AnchorGenerator(tuple((s,) for s in (32, 64, 128, 256, 512)), ((0.5, 1.0, 2.0),) * 5)
    n = {"training": before, "testing": before}, {"training": after, "testing": after}
    rpn = RegionProposalNetwork(generator, None, 0.7, 0.3, 256, 0.5, *n, threshold, least_score).eval()
    counts = [3 * h * w for h, w in grids]
    # The levels differ a little, so that no two scores are equal: torch's sort may exchange equals.
    logits = torch.cat([fractions(f"{name}.logits.{k}", c) * 6 + k / 2048 for k, c in enumerate(counts)])
    deltas = torch.cat([fractions(f"{name}.deltas.{k}", c, 4) for k, c in enumerate(counts)])
    anchors = generator(ImageList(torch.zeros(1, 3, 96, 128), [(90, 120)]), [torch.zeros(1, 1, *g) for g in grids])
    boxes, scores = rpn.filter_proposals(
        rpn.box_coder.decode(deltas, anchors).view(1, -1, 4), logits[None], [(90, 120)], counts)
    return {"name": name, "before": before, "after": after, "threshold": threshold, "least_score": least_score,
            "padded": [96, 128], "image": [90, 120], "grids": grids,
            "boxes": boxes[0].tolist(), "scores": scores[0].tolist()}


def detections(name, count, classes, sharpness, least_score, threshold, most):
    heads = RoIHeads(None, None, None, 0.5, 0.5, 512, 0.25, None, least_score, threshold, most)
    corner = (fractions(f"{name}.corner", count, 2) + 1) * 40
    side = (fractions(f"{name}.side", count, 2) + 1.2) * 20
    logits = fractions(f"{name}.logits", count, classes) * sharpness
    deltas = fractions(f"{name}.deltas", count, classes * 4)
    b, s, l = heads.postprocess_detections(logits, deltas, [torch.cat([corner, corner + side], 1)], [(90, 120)])
    return {"name": name, "count": count, "classes": classes, "sharpness": sharpness, "least_score": least_score,
            "threshold": threshold, "most": most, "image": [90, 120],
            "labels": l[0].tolist(), "scores": s[0].tolist(), "boxes": b[0].tolist()}


json.dump({
    "torch": torch.__version__.split("+")[0],
    "proposals": [proposals("few", 50, 40, 0.7, 0.0), proposals("all", 5000, 5000, 0.5, 0.0),
                  proposals("likely", 500, 60, 0.7, 0.7)],
    "detections": [detections("many", 60, 21, 3.0, 0.0, 0.5, 30), detections("likely", 40, 6, 4.0, 0.05, 0.5, 100),
                   detections("strict", 40, 6, 4.0, 0.3, 0.3, 15), detections("none", 10, 4, 1.0, 0.99, 0.5, 10)],
}, sys.stdout, separators=(",", ":"))
