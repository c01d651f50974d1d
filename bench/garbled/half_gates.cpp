#include "bench/garbled/half_gates.hpp"

#include "bench/garbled/aes.hpp"

namespace medisc::bench {
namespace {

using Kind = CircuitStep::Kind;

/// Instances that are garbled side by side, to keep the AES units busy.
constexpr std::size_t kLanes = 4;

/// Public and arbitrary: the digits of pi.
constexpr Block kFixedKey{0x243f6a8885a308d3, 0x13198a2e03707344};

/// 2x in GF(2^128).
MEDISC_AES_INLINE __m128i doubled(__m128i x) {
  const __m128i carries = _mm_and_si128(_mm_srai_epi32(x, 31), _mm_set_epi32(0x87, 1, 1, 1));
  return _mm_xor_si128(_mm_slli_epi32(x, 1), _mm_shuffle_epi32(carries, 0x93));
}

/// All ones where the colour is 1.
MEDISC_AES_INLINE __m128i colour_mask(__m128i label) {
  const __m128i colour = _mm_and_si128(label, _mm_set_epi64x(0, 1));
  return _mm_shuffle_epi32(_mm_sub_epi64(_mm_setzero_si128(), colour), 0x44);
}

MEDISC_AES_INLINE __m128i tweaked(__m128i x, std::uint64_t tweak) {
  return _mm_xor_si128(doubled(x), _mm_set_epi64x(0, static_cast<long long>(tweak)));
}

/// blocks[i] = AES(blocks[i]) ^ blocks[i].
template <int kBlocks>
MEDISC_AES_INLINE void hash(const AesKey& key, __m128i (&blocks)[kBlocks]) {
  __m128i inputs[kBlocks];
  for (int i = 0; i < kBlocks; ++i) inputs[i] = blocks[i];
  encrypt(key, blocks);
  for (int i = 0; i < kBlocks; ++i) blocks[i] = _mm_xor_si128(blocks[i], inputs[i]);
}

/// Wires and tables of `kWide` instances beside one another.
template <std::size_t kWide>
MEDISC_AES void garble_ands(const AesKey& key, __m128i offset, std::uint64_t first_tweak,
                            std::size_t ands, const Block* a, const Block* b, Block* out,
                            Block* table) {
  // Two instances fill the registers.
  constexpr std::size_t kPart = kWide < 2 ? kWide : 2;
  for (std::size_t part = 0; part < kWide; part += kPart) {
    __m128i blocks[4 * kPart];
    for (std::size_t i = 0; i < kPart; ++i) {
      const std::uint64_t tweak = first_tweak + 2 * ands * (part + i);
      const __m128i a0 = load(a[part + i]);
      const __m128i b0 = load(b[part + i]);
      blocks[4 * i] = tweaked(a0, tweak);
      blocks[4 * i + 1] = tweaked(_mm_xor_si128(a0, offset), tweak);
      blocks[4 * i + 2] = tweaked(b0, tweak + 1);
      blocks[4 * i + 3] = tweaked(_mm_xor_si128(b0, offset), tweak + 1);
    }
    hash(key, blocks);
    for (std::size_t i = 0; i < kPart; ++i) {
      const __m128i* const h = blocks + 4 * i;
      const __m128i a0 = load(a[part + i]);
      const __m128i a_colour = colour_mask(a0);
      const __m128i b_colour = colour_mask(load(b[part + i]));
      const __m128i generator =
          _mm_xor_si128(_mm_xor_si128(h[0], h[1]), _mm_and_si128(b_colour, offset));
      const __m128i evaluator = _mm_xor_si128(h[2], h[3]);
      __m128i zero = _mm_xor_si128(h[0], _mm_and_si128(a_colour, generator));
      zero = _mm_xor_si128(zero, _mm_xor_si128(h[2], _mm_and_si128(b_colour, evaluator)));
      store(table[2 * (part + i)], generator);
      store(table[2 * (part + i) + 1], _mm_xor_si128(evaluator, a0));
      store(out[part + i], zero);
    }
  }
}

template <std::size_t kWide>
MEDISC_AES void evaluate_ands(const AesKey& key, std::uint64_t first_tweak, std::size_t ands,
                              const Block* a, const Block* b, Block* out, const Block* table) {
  __m128i blocks[2 * kWide];
  for (std::size_t i = 0; i < kWide; ++i) {
    const std::uint64_t tweak = first_tweak + 2 * ands * i;
    blocks[2 * i] = tweaked(load(a[i]), tweak);
    blocks[2 * i + 1] = tweaked(load(b[i]), tweak + 1);
  }
  hash(key, blocks);
  for (std::size_t i = 0; i < kWide; ++i) {
    const __m128i label = load(a[i]);
    const __m128i generator = _mm_and_si128(colour_mask(label), load(table[2 * i]));
    const __m128i evaluator =
        _mm_and_si128(colour_mask(load(b[i])), _mm_xor_si128(load(table[2 * i + 1]), label));
    store(out[i], _mm_xor_si128(_mm_xor_si128(blocks[2 * i], generator),
                                _mm_xor_si128(blocks[2 * i + 1], evaluator)));
  }
}

/// Instances [first, first + kWide); `wires`: circuit.wires x kWide.
template <std::size_t kWide>
MEDISC_AES void garble_instances(const Circuit& circuit, const AesKey& key, std::size_t first,
                                 Block* wires, Garbling& garbling) {
  const __m128i offset = load(garbling.offset);
  for (std::size_t i = 0; i < circuit.inputs; ++i) {
    for (std::size_t lane = 0; lane < kWide; ++lane) {
      wires[i * kWide + lane] = garbling.zero_labels[(first + lane) * circuit.inputs + i];
    }
  }
  Block* table = garbling.tables.data() + first * circuit.ands * 2;
  std::uint64_t tweak = 2 * first * circuit.ands;
  for (const CircuitStep& step : circuit.steps) {
    const Block* const a = wires + step.a * kWide;
    const Block* const b = wires + step.b * kWide;
    Block* const out = wires + step.out * kWide;
    if (step.kind == Kind::kAnd) {
      garble_ands<kWide>(key, offset, tweak, circuit.ands, a, b, out, table);
      table += 2 * kWide;
      tweak += 2;
    } else {
      for (std::size_t lane = 0; lane < kWide; ++lane) {
        const __m128i other = step.kind == Kind::kXor ? load(b[lane]) : offset;
        store(out[lane], _mm_xor_si128(load(a[lane]), other));
      }
    }
  }
  for (std::size_t lane = 0; lane < kWide; ++lane) {
    std::uint64_t colours = 0;
    for (std::size_t i = 0; i < circuit.outputs.size(); ++i) {
      colours |= std::uint64_t{wires[circuit.outputs[i] * kWide + lane].colour()} << i;
    }
    garbling.colours[first + lane] = colours;
  }
}

template <std::size_t kWide>
MEDISC_AES void evaluate_instances(const Circuit& circuit, const AesKey& key, std::size_t first,
                                   std::span<const Block> tables, std::span<const Block> labels,
                                   Block* wires, std::vector<std::uint64_t>& bits) {
  for (std::size_t i = 0; i < circuit.inputs; ++i) {
    for (std::size_t lane = 0; lane < kWide; ++lane) {
      wires[i * kWide + lane] = labels[(first + lane) * circuit.inputs + i];
    }
  }
  const Block* table = tables.data() + first * circuit.ands * 2;
  std::uint64_t tweak = 2 * first * circuit.ands;
  for (const CircuitStep& step : circuit.steps) {
    const Block* const a = wires + step.a * kWide;
    const Block* const b = wires + step.b * kWide;
    Block* const out = wires + step.out * kWide;
    if (step.kind == Kind::kAnd) {
      evaluate_ands<kWide>(key, tweak, circuit.ands, a, b, out, table);
      table += 2 * kWide;
      tweak += 2;
    } else {
      for (std::size_t lane = 0; lane < kWide; ++lane) {
        out[lane] = step.kind == Kind::kXor ? a[lane] ^ b[lane] : a[lane];
      }
    }
  }
  for (std::size_t lane = 0; lane < kWide; ++lane) {
    for (std::size_t i = 0; i < circuit.outputs.size(); ++i) {
      bits[first + lane] ^= std::uint64_t{wires[circuit.outputs[i] * kWide + lane].colour()}
                            << i;
    }
  }
}

/// AES in counter mode; block 0 of a seed's stream is the offset.
MEDISC_AES void expand_labels(const Block& seed, std::uint64_t first, std::span<Block> labels) {
  const AesKey key = expand_key(seed);
  constexpr std::size_t kAtOnce = 8;
  for (std::size_t i = 0; i < labels.size(); i += kAtOnce) {
    __m128i blocks[kAtOnce];
    for (std::size_t j = 0; j < kAtOnce; ++j) {
      blocks[j] = _mm_set_epi64x(0, static_cast<long long>(first + i + j));
    }
    encrypt(key, blocks);
    for (std::size_t j = 0; j < kAtOnce && i + j < labels.size(); ++j) {
      store(labels[i + j], blocks[j]);
    }
  }
}

}  // namespace

bool has_aes_instructions() {
  return __builtin_cpu_supports("aes") && __builtin_cpu_supports("sse4.1");
}

MEDISC_AES void garble(const Circuit& circuit, std::size_t instances, Block seed,
                       Garbling& garbling) {
  garbling.instances = instances;
  garbling.inputs = circuit.inputs;
  expand_labels(seed, 0, std::span(&garbling.offset, 1));
  garbling.offset.low |= 1;
  garbling.zero_labels.resize(instances * circuit.inputs);
  expand_labels(seed, 1, garbling.zero_labels);
  garbling.tables.resize(instances * circuit.ands * 2);
  garbling.colours.resize(instances);
  std::vector<Block> wires(circuit.wires * kLanes);
  const AesKey key = expand_key(kFixedKey);
  std::size_t i = 0;
  for (; i + kLanes <= instances; i += kLanes) {
    garble_instances<kLanes>(circuit, key, i, wires.data(), garbling);
  }
  for (; i < instances; ++i) {
    garble_instances<1>(circuit, key, i, wires.data(), garbling);
  }
}

void encode(const Garbling& garbling, Wire first, unsigned width,
            std::span<const std::uint64_t> values, std::size_t stride,
            std::span<Block> labels) {
  for (std::size_t i = 0; i < garbling.instances; ++i) {
    const std::uint64_t value = values[i * stride];
    const std::size_t row = i * garbling.inputs + first;
    for (unsigned bit = 0; bit < width; ++bit) {
      const std::uint64_t mask = -(value >> bit & 1);
      const Block chosen{garbling.offset.low & mask, garbling.offset.high & mask};
      labels[row + bit] = garbling.zero_labels[row + bit] ^ chosen;
    }
  }
}

MEDISC_AES std::vector<std::uint64_t> evaluate(const Circuit& circuit, std::size_t instances,
                                               std::span<const Block> tables,
                                               std::span<const Block> labels,
                                               std::span<const std::uint64_t> colours) {
  std::vector<std::uint64_t> bits(colours.begin(), colours.end());
  std::vector<Block> wires(circuit.wires * kLanes);
  const AesKey key = expand_key(kFixedKey);
  std::size_t i = 0;
  for (; i + kLanes <= instances; i += kLanes) {
    evaluate_instances<kLanes>(circuit, key, i, tables, labels, wires.data(), bits);
  }
  for (; i < instances; ++i) {
    evaluate_instances<1>(circuit, key, i, tables, labels, wires.data(), bits);
  }
  return bits;
}

}  // namespace medisc::bench
