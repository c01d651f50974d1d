#include "compiler/samples.hpp"

#include <algorithm>
#include <random>

#include "plan/image_size.hpp"

namespace medisc {
namespace {

/// Products of one evaluation.
double products_of(const Network& network) {
  double products = 0;
  for (const Layer& layer : network.layers) {
    if (const auto* dense = std::get_if<Dense>(&layer.op)) {
      products += static_cast<double>(dense->matrix.size());
    } else if (const auto* conv = std::get_if<Conv>(&layer.op)) {
      products +=
          static_cast<double>(conv->matrix.size()) * static_cast<double>(plane(conv->out));
    }
  }
  return products;
}

/// The image that the first layer reads; a flat record where it reads none.
Image image_of(const Network& network) {
  for (const Layer& layer : network.layers) {
    const auto* conv = std::get_if<Conv>(&layer.op);
    if (conv != nullptr && conv->in.size() == network.features) return conv->in;
  }
  return {network.features, 1, 1};
}

/// Values in [-1, 1], changing slowly over height x width: drawn on a coarse grid, and linear
/// in between.
std::vector<double> smooth_field(const Image& image, std::mt19937_64& random) {
  constexpr std::size_t kCells = 4;
  std::uniform_real_distribution<double> any(-1, 1);
  std::vector<double> corners((kCells + 1) * (kCells + 1));
  for (double& corner : corners) corner = any(random);
  std::vector<double> field;
  field.reserve(plane(image));
  for (std::uint32_t row = 0; row < image.height; ++row) {
    const double y = static_cast<double>(row) * kCells / image.height;
    const auto above = static_cast<std::size_t>(y);
    const double down = y - static_cast<double>(above);
    for (std::uint32_t column = 0; column < image.width; ++column) {
      const double x = static_cast<double>(column) * kCells / image.width;
      const auto left = static_cast<std::size_t>(x);
      const double right = x - static_cast<double>(left);
      const double* corner = corners.data() + above * (kCells + 1) + left;
      field.push_back((1 - down) * ((1 - right) * corner[0] + right * corner[1]) +
                      down * ((1 - right) * corner[kCells + 1] + right * corner[kCells + 2]));
    }
  }
  return field;
}

}  // namespace

std::vector<double> drawn_records(const Network& network, std::span<const double> least,
                                  std::span<const double> largest, std::size_t count) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> any(-1, 1);
  const Image image = image_of(network);
  const bool flat = plane(image) == 1;
  std::vector<double> records;
  records.reserve(count * network.features);
  for (std::size_t record = 0; record < count; ++record) {
    for (std::uint32_t channel = 0; channel < image.channels; ++channel) {
      const double level = any(random);
      const double contrast = flat ? 0 : std::abs(any(random));
      const double grain = flat ? 0 : 0.25 * std::abs(any(random));
      std::vector<double> field(1, 0.0);
      if (!flat) field = smooth_field(image, random);
      for (std::size_t at = 0; at < plane(image); ++at) {
        const double value = level + contrast * field[at] + grain * any(random);
        const std::size_t feature = records.size() % network.features;
        const double low = least[least.size() == 1 ? 0 : feature];
        const double high = largest[largest.size() == 1 ? 0 : feature];
        records.push_back(low + (std::clamp(value, -1.0, 1.0) + 1) / 2 * (high - low));
      }
    }
  }
  return records;
}

Samples drawn_samples_within(const Network& network, const std::vector<double>& ranges,
                             std::size_t count) {
  std::vector<double> least = ranges;
  for (double& range : least) range = -range;
  return {drawn_records(network, least, ranges, count), {}, true};
}

std::size_t affordable_records(const Network& network, std::size_t wanted, double products) {
  const double most = products / std::max(products_of(network), 1.0);
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::min(most, 1e6)), kLeastRecords,
                                 std::max(wanted, kLeastRecords));
}

Samples thinned(const Network& network, const Samples& samples, std::size_t count) {
  const std::size_t size = samples.size(network);
  if (count >= size) return samples;
  Samples some{{}, {}, samples.drawn};
  const std::size_t outputs = network.outputs();
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = static_cast<std::ptrdiff_t>(i * size / count);
    const auto features = static_cast<std::ptrdiff_t>(network.features);
    const auto width = static_cast<std::ptrdiff_t>(outputs);
    some.records.insert(some.records.end(), samples.records.begin() + row * features,
                        samples.records.begin() + (row + 1) * features);
    if (samples.results.empty()) continue;
    some.results.insert(some.results.end(), samples.results.begin() + row * width,
                        samples.results.begin() + (row + 1) * width);
  }
  return some;
}

}  // namespace medisc
