"""The recogniser for long lines, at two thirds of the height that it was trained with: a quarter less work.

The network halves a line's height four times and takes the mean of the three rows that are left of 48 pixels. Of 32
pixels two rows are left, so the mean must be of two: that one layer is replaced, and nothing else. What it reads so is a
little less sure (benchmarks/README.md), which is why unclear lines are read again as the network was trained.
"""

from copy import copy
from typing import Any

LOW = 32  # pixels of a line
_ROWS, _COLUMNS = 2, 2  # that the last pooling takes for one


def low_recogniser(recogniser: Any, config: dict[str, Any]) -> Any:
    """The recogniser of rapidocr once more, for pictures of lines `LOW` pixels high; `config` is the engine's.

    Raises ValueError where its network ends on no such pooling: a later model needs another way.
    """
    low = copy(recogniser)
    low.rec_image_shape = [3, LOW, LOW]
    low.session = _Session(_lowered(recogniser.session.model), config)
    return low


def _lowered(trained: Any) -> Any:
    """The network for lines of that height."""
    from openvino import PartialShape, opset15  # noqa: PLC0415 - loaded with the engine only

    network = trained.clone()
    (pooling,) = (layer for layer in network.get_ops() if layer.get_type_name() == "AvgPool")
    window, no_padding = [_ROWS, _COLUMNS], [0, 0]
    mean = opset15.avg_pool(pooling.input_value(0), window, no_padding, no_padding, window, exclude_pad=True)
    pooling.output(0).replace(mean.output(0))
    network.reshape({network.inputs[0]: PartialShape([-1, 3, LOW, -1])})
    return network


class _Session:
    """A compiled network, called as rapidocr calls its own."""

    def __init__(self, network: Any, config: dict[str, Any]) -> None:
        from openvino import Core  # noqa: PLC0415 - loaded with the engine only

        self._request = Core().compile_model(network, "CPU", config).create_infer_request()

    def __call__(self, lines: Any) -> Any:
        self._request.infer(inputs=[lines])
        return self._request.get_output_tensor().data
