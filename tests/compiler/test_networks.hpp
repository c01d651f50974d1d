/// Random networks of every kind of layer, small enough to evaluate often.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "compiler/network.hpp"

namespace medisc {

Dense random_dense(std::uint32_t inputs, std::uint32_t outputs, std::mt19937& random);
Conv random_conv(const Image& in, std::uint32_t channels, const Window& window,
                 std::uint32_t groups, std::mt19937& random);

/// A window of `kernel` x `kernel`.
Window square(std::uint32_t kernel, std::uint32_t stride = 1, std::uint32_t pad = 0);

struct NamedNetwork {
  std::string name;
  Network network;  ///< on records of 2 x 6 x 6
};

/// In normal form: average pools, max-pools, residual sums, concatenations, groups, dilation.
std::vector<NamedNetwork> random_image_networks(std::mt19937& random);

/// On records of 3 x 32 x 32, in normal form: the blocks of networks of hospital size, each
/// between a first convolution and a last layer of 5 results: bottleneck residual, inverted
/// residual, fire module, dense block with a normalisation behind its concatenation.
std::vector<NamedNetwork> hospital_blocks(std::mt19937& random);

/// 72 values in [-1, 1]; at the corners of that box if asked.
std::vector<double> random_image(bool corner, std::mt19937& random);

}  // namespace medisc
