#include "compiler/folding.hpp"

#include <algorithm>

#include "compiler/linear_layers.hpp"
#include "plan/image_size.hpp"

namespace medisc {

Dense compose(const Dense& first, const Dense& second) {
  Dense both{first.inputs, second.outputs, {}, second.bias};
  both.matrix.assign(std::size_t{both.outputs} * both.inputs, 0.0);
  for (std::size_t row = 0; row < both.outputs; ++row) {
    double* out = both.matrix.data() + row * both.inputs;
    for (std::size_t inner = 0; inner < first.outputs; ++inner) {
      const double weight = second.matrix[row * first.outputs + inner];
      const double* in = first.matrix.data() + inner * first.inputs;
      for (std::size_t column = 0; column < both.inputs; ++column) {
        out[column] += weight * in[column];
      }
      both.bias[row] += weight * first.bias[inner];
    }
  }
  return both;
}

Dense compose(Dense dense, const Affine& affine) {
  const Affine rows = refined(affine, 1);
  for (std::size_t row = 0; row < dense.outputs; ++row) {
    for (std::size_t column = 0; column < dense.inputs; ++column) {
      dense.matrix[row * dense.inputs + column] *= rows.scale[row];
    }
    dense.bias[row] = rows.scale[row] * dense.bias[row] + rows.shift[row];
  }
  return dense;
}

Dense compose(const Affine& affine, Dense dense) {
  const Affine columns = refined(affine, 1);
  for (std::size_t row = 0; row < dense.outputs; ++row) {
    for (std::size_t column = 0; column < dense.inputs; ++column) {
      double& weight = dense.matrix[row * dense.inputs + column];
      dense.bias[row] += weight * columns.shift[column];
      weight *= columns.scale[column];
    }
  }
  return dense;
}

std::optional<Conv> compose(Conv conv, const Affine& affine) {
  const auto channels = with_entries(affine, conv.out.channels);
  if (!channels) return {};
  const std::size_t filter = conv.matrix.size() / conv.out.channels;
  for (std::size_t i = 0; i < conv.matrix.size(); ++i) {
    conv.matrix[i] *= channels->scale[i / filter];
  }
  for (std::size_t i = 0; i < conv.bias.size(); ++i) {
    conv.bias[i] = channels->scale[i] * conv.bias[i] + channels->shift[i];
  }
  return conv;
}

std::optional<Conv> compose(const Affine& affine, Conv conv) {
  const auto channels = with_entries(affine, conv.in.channels);
  if (!channels) return {};
  const bool shifts = std::any_of(channels->shift.begin(), channels->shift.end(),
                                  [](double shift) { return shift != 0; });
  if (shifts && is_padded(conv.window)) return {};
  for (std::size_t i = 0; i < conv.matrix.size(); ++i) {
    const std::size_t in = channel_read(conv, i);
    conv.bias[channel_written(conv, i)] += conv.matrix[i] * channels->shift[in];
    conv.matrix[i] *= channels->scale[in];
  }
  return conv;
}

Conv diagonal(const Affine& affine) {
  const auto channels = static_cast<std::uint32_t>(affine.scale.size());
  const Image image{channels, affine.size / channels, 1};
  return Conv{image, image, Window{}, channels, affine.scale, affine.shift};
}

}  // namespace medisc
