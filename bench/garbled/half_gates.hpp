/// Garbling by half-gates with free XOR and point-and-permute (Zahur, Rosulek and Evans,
/// Eurocrypt 2015): two ciphertexts an AND, nothing for XOR and NOT.
///
/// The hash is that paper's own, H(x, j) = AES(K) ^ K with K = 2x ^ j (2x in GF(2^128)) under
/// one fixed AES key: four calls an AND to garble, two to evaluate. Re-keyed hashes (Guo et
/// al., Crypto 2020, "MiTCCR") have better concrete security and cost somewhat more time; the
/// bytes are the same. Needs a processor with AES-NI.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bench/garbled/block.hpp"
#include "bench/garbled/circuit.hpp"

namespace medisc::bench {

/// Whether this machine can run any of this.
bool has_aes_instructions();

/// Many instances of one circuit, as their garbler holds them.
struct Garbling {
  std::size_t instances = 0;
  std::size_t inputs = 0;
  Block offset;                        ///< between a wire's labels of 0 and 1; its colour is 1
  std::vector<Block> tables;           ///< 2 x ANDs an instance; for the evaluator
  std::vector<Block> zero_labels;      ///< instances x inputs
  std::vector<std::uint64_t> colours;  ///< of the outputs' zero labels, a word an instance, at
                                       ///< most 64 outputs; for the evaluator
};

/// `seed`: all randomness comes from it. Memory of an earlier garbling is used again.
void garble(const Circuit& circuit, std::size_t instances, Block seed, Garbling& garbling);

/// The labels of `values`, one of `width` bits an instance at every `stride`-th place, on wires
/// [first, first + width), into `labels` (instances x inputs).
void encode(const Garbling& garbling, Wire first, unsigned width,
            std::span<const std::uint64_t> values, std::size_t stride, std::span<Block> labels);

/// The outputs' bits, a word an instance. `labels`: instances x inputs.
std::vector<std::uint64_t> evaluate(const Circuit& circuit, std::size_t instances,
                                    std::span<const Block> tables,
                                    std::span<const Block> labels,
                                    std::span<const std::uint64_t> colours);

}  // namespace medisc::bench
