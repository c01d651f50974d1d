#include "compiler/reach.hpp"

#include <algorithm>
#include <cmath>

#include "compiler/in_parallel.hpp"
#include "compiler/linear_layers.hpp"

namespace medisc {
namespace {

using Tensor = std::vector<double>;

/// The largest of each of `count` equal runs.
Tensor by_channel(const Tensor& values, std::size_t count) {
  Tensor largest(count, 0.0);
  const std::size_t run = values.size() / count;
  for (std::size_t i = 0; i < values.size(); ++i) {
    largest[i / run] = std::max(largest[i / run], values[i]);
  }
  return largest;
}

/// The most that a row's weights make of an input that reaches reached(entry) for each entry of
/// the matrix.
template <class Linear, class Reached>
Tensor most_of(const Linear& linear, const Reached& reached) {
  Tensor most(linear.bias.size());
  const std::size_t terms = linear.matrix.size() / most.size();
  for (std::size_t row = 0; row < most.size(); ++row) most[row] = std::abs(linear.bias[row]);
  for (std::size_t i = 0; i < linear.matrix.size(); ++i) {
    most[i / terms] += std::abs(linear.matrix[i]) * reached(i);
  }
  return most;
}

}  // namespace

Reach::Reach(const Network& network, std::span<const double> records) : network_(network) {
  in_parallel(
      records.size() / network.features,
      [&](std::size_t i) {
        return evaluate_tensors(network,
                                records.subspan(i * network.features, network.features));
      },
      [&](std::size_t, const std::vector<Tensor>& tensors) { add(tensors); });
}

void Reach::add(const std::vector<Tensor>& tensors) {
  largest_.resize(tensors.size());
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    largest_[i].resize(tensors[i].size());
    for (std::size_t k = 0; k < tensors[i].size(); ++k) {
      largest_[i][k] = std::max(largest_[i][k], std::abs(tensors[i][k]));
    }
  }
  results_.push_back(tensors.back());
}

std::vector<double> Reach::overall() const {
  std::vector<double> overall(network_.layers.size() + 1, 0.0);
  for (std::size_t i = 0; i < largest_.size(); ++i) {
    overall[i] = *std::max_element(largest_[i].begin(), largest_[i].end());
  }
  return overall;
}

Magnitudes Reach::magnitudes(bool observed) const {
  Magnitudes magnitudes = largest_;
  for (std::size_t i = 0; i < network_.layers.size(); ++i) {
    const Tensor& read = largest_[network_.inputs_of(i).front()];
    Tensor& result = magnitudes[i + 1];
    if (const auto* dense = std::get_if<Dense>(&network_.layers[i].op)) {
      result = most_of(*dense, [&](std::size_t entry) { return read[entry % dense->inputs]; });
    } else if (const auto* conv = std::get_if<Conv>(&network_.layers[i].op)) {
      const Tensor channels = by_channel(read, conv->in.channels);
      result = most_of(*conv,
                       [&](std::size_t entry) { return channels[channel_read(*conv, entry)]; });
    } else {
      continue;
    }
    if (!observed) continue;
    const Tensor seen = by_channel(largest_[i + 1], result.size());
    for (std::size_t k = 0; k < seen.size(); ++k) {
      if (seen[k] > 0) result[k] = seen[k];
    }
  }
  return magnitudes;
}

std::vector<double> Reach::results(std::uint32_t outputs) const {
  std::vector<double> results;
  for (const Tensor& own : results_) {
    results.insert(results.end(), own.end() - static_cast<std::ptrdiff_t>(outputs), own.end());
  }
  return results;
}

}  // namespace medisc
