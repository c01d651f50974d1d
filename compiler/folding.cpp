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

bool is_pointwise(const Conv& conv) {
  return conv.groups == 1 && conv.window == Window{};
}

Dense compose(const Conv& first, const Dense& second) {
  const std::size_t run = plane(first.in);
  const std::size_t reads = first.in.channels;
  const auto inputs = static_cast<std::uint32_t>(first.in.size());
  Dense both{inputs, second.outputs,
             std::vector<double>(std::size_t{second.outputs} * inputs, 0.0), second.bias};
  for (std::size_t inner = 0; inner < first.out.channels; ++inner) {
    for (std::size_t read = 0; read < reads; ++read) {
      const double weight = first.matrix[inner * reads + read];
      for (std::size_t row = 0; row < second.outputs && weight != 0; ++row) {
        const double* from = second.matrix.data() + row * second.inputs + inner * run;
        double* to = both.matrix.data() + row * inputs + read * run;
        for (std::size_t pixel = 0; pixel < run; ++pixel) to[pixel] += weight * from[pixel];
      }
    }
    for (std::size_t row = 0; row < second.outputs; ++row) {
      const double* from = second.matrix.data() + row * second.inputs + inner * run;
      for (std::size_t pixel = 0; pixel < run; ++pixel) {
        both.bias[row] += from[pixel] * first.bias[inner];
      }
    }
  }
  return both;
}

std::optional<Conv> compose(const Conv& first, const Conv& second) {
  const bool shifts =
      std::any_of(first.bias.begin(), first.bias.end(), [](double bias) { return bias != 0; });
  if (second.groups != 1 || (shifts && is_padded(second.window))) return {};
  const std::size_t kernel = taps(second.window);
  const std::size_t reads = first.in.channels;
  const std::size_t inner = first.out.channels;
  Conv both{{first.in.channels, second.in.height, second.in.width},
            second.out,
            second.window,
            1,
            std::vector<double>(second.out.channels * reads * kernel, 0.0),
            second.bias};
  for (std::size_t out = 0; out < second.out.channels; ++out) {
    for (std::size_t middle = 0; middle < inner; ++middle) {
      const double* from = second.matrix.data() + (out * inner + middle) * kernel;
      for (std::size_t read = 0; read < reads; ++read) {
        const double weight = first.matrix[middle * reads + read];
        double* to = both.matrix.data() + (out * reads + read) * kernel;
        for (std::size_t tap = 0; tap < kernel && weight != 0; ++tap) {
          to[tap] += weight * from[tap];
        }
      }
      for (std::size_t tap = 0; tap < kernel; ++tap) {
        both.bias[out] += from[tap] * first.bias[middle];
      }
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

Conv sum_of_halves(const Affine& first, const Affine& second) {
  const auto channels = static_cast<std::uint32_t>(first.scale.size());
  const Image out{channels, first.size / channels, 1};
  Conv sum{{2 * channels, out.height, 1}, out, Window{}, 1, {}, {}};
  sum.matrix.assign(std::size_t{2} * channels * channels, 0.0);
  for (std::size_t c = 0; c < channels; ++c) {
    sum.matrix[c * 2 * channels + c] = first.scale[c];
    sum.matrix[c * 2 * channels + channels + c] = second.scale[c];
    sum.bias.push_back(first.shift[c] + second.shift[c]);
  }
  return sum;
}

Conv diagonal(const Affine& affine) {
  const auto channels = static_cast<std::uint32_t>(affine.scale.size());
  const Image image{channels, affine.size / channels, 1};
  return Conv{image, image, Window{}, channels, affine.scale, affine.shift};
}

}  // namespace medisc
