"""Prints what TensorBoard itself reads from a run's folder, one fact a line.

Usage: read_events.py FOLDER (needs the package tensorboard)
"""

import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import metadata as hparams
from tensorboard.plugins.pr_curve import plugin_data_pb2
from tensorboard.util import tensor_util

events = EventAccumulator(sys.argv[1], size_guidance={kind: 0 for kind in (
    "scalars", "images", "histograms", "tensors")})
events.Reload()
tags = events.Tags()
for tag in sorted(tags["scalars"]):
    print("scalar", tag, [(event.step, event.value) for event in events.Scalars(tag)])
for tag in sorted(tags["images"]):
    for image in events.Images(tag):
        print("image", tag, image.step, image.height, image.width, image.encoded_image_string[1:4].decode())
for tag in sorted(tags["histograms"]):
    for event in events.Histograms(tag):
        value = event.histogram_value
        print("histogram", tag, event.step, value.min, value.max, value.num, sum(value.bucket))
for tag in sorted(tags["tensors"]):
    plugin = events.SummaryMetadata(tag).plugin_data
    if plugin.plugin_name == "pr_curves":
        thresholds = plugin_data_pb2.PrCurvePluginData.FromString(plugin.content).num_thresholds
        for event in events.Tensors(tag):
            values = tensor_util.make_ndarray(event.tensor_proto)
            print("curve", tag, event.step, thresholds, values.shape, values[:, 50].tolist())
    if tag == hparams.SESSION_START_INFO_TAG:
        info = hparams.parse_session_start_info_plugin_data(plugin.content)
        for name in sorted(info.hparams):
            value = info.hparams[name]
            print("hparam", name, getattr(value, value.WhichOneof("kind")))
    if tag == hparams.SESSION_END_INFO_TAG:
        print("ended", hparams.parse_session_end_info_plugin_data(plugin.content).status)
