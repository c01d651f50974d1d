#include <bit>

#include <sodium.h>

#include "plan/plan.hpp"

namespace medisc {
namespace {

/// AGREEMENT: changes with the encoding below, so that two versions never share a hash.
constexpr unsigned char kPersonal[crypto_generichash_blake2b_PERSONALBYTES + 1] =
    "medisc plan 2\0\0";

/// Feeds fields to BLAKE2b: integers in 8 bytes little endian, lists behind their length, so
/// that no two plans have one encoding.
class FieldHash {
 public:
  FieldHash() {
    crypto_generichash_blake2b_init_salt_personal(&state_, nullptr, 0, sizeof(PlanHash),
                                                  nullptr, kPersonal);
  }

  void add(std::uint64_t value) {
    unsigned char bytes[8];
    for (unsigned i = 0; i < 8; ++i) bytes[i] = static_cast<unsigned char>(value >> (8 * i));
    crypto_generichash_blake2b_update(&state_, bytes, sizeof(bytes));
  }

  void add_signed(std::int32_t value) {
    add(static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
  }

  void add(const std::string& text) {
    add(std::uint64_t{text.size()});
    add_bytes(reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }

  void add_bytes(const unsigned char* bytes, std::size_t count) {
    crypto_generichash_blake2b_update(&state_, bytes, count);
  }

  PlanHash finish() {
    PlanHash hash;
    crypto_generichash_blake2b_final(&state_, hash.data(), hash.size());
    return hash;
  }

 private:
  crypto_generichash_blake2b_state state_;
};

void add_op(FieldHash& hash, const DenseStep& step) {
  hash.add(std::uint64_t{step.inputs});
  hash.add(std::uint64_t{step.outputs});
  hash.add(std::uint64_t{step.width});
}

void add_op(FieldHash& hash, const ReluStep& step) {
  hash.add(std::uint64_t{step.size});
  hash.add(std::uint64_t{step.width});
  hash.add(std::uint64_t{step.shift});
  hash.add(std::uint64_t{step.output_width});
}

void add(FieldHash& hash, const Image& image) {
  for (const std::uint32_t value : {image.channels, image.height, image.width}) {
    hash.add(std::uint64_t{value});
  }
}

void add(FieldHash& hash, const Window& window) {
  for (const std::uint32_t value :
       {window.kernel_height, window.kernel_width, window.stride_height, window.stride_width,
        window.pad_top, window.pad_left, window.pad_bottom, window.pad_right,
        window.dilation_height, window.dilation_width}) {
    hash.add(std::uint64_t{value});
  }
}

void add_op(FieldHash& hash, const ConvStep& step) {
  add(hash, step.in);
  add(hash, step.out);
  add(hash, step.window);
  hash.add(std::uint64_t{step.groups});
  hash.add(std::uint64_t{step.width});
}

/// Pools, of either kind.
template <class PoolStep>
void add_op(FieldHash& hash, const PoolStep& step) {
  add(hash, step.in);
  add(hash, step.out);
  add(hash, step.window);
  hash.add(std::uint64_t{step.width});
}

void add_op(FieldHash& hash, const SumStep& step) {
  hash.add(std::uint64_t{step.size});
  hash.add(std::uint64_t{step.multipliers.size()});
  for (const std::int64_t multiplier : step.multipliers) {
    hash.add(static_cast<std::uint64_t>(multiplier));
  }
  hash.add(static_cast<std::uint64_t>(step.offset));
  hash.add(std::uint64_t{step.width});
}

void add_list(FieldHash& hash, const std::vector<std::uint32_t>& values) {
  hash.add(std::uint64_t{values.size()});
  for (const std::uint32_t value : values) hash.add(std::uint64_t{value});
}

void add_op(FieldHash& hash, const ConcatStep& step) {
  add_list(hash, step.sizes);
  add_list(hash, step.shifts);
  hash.add(std::uint64_t{step.width});
}

}  // namespace

PlanHash hash_of(const Plan& plan) {
  FieldHash hash;
  hash.add(std::uint64_t{plan.ring_bits});
  hash.add(std::uint64_t{plan.input.features});
  hash.add(std::uint64_t{plan.input.bits});
  hash.add(std::uint64_t{plan.input.range_log2.size()});
  for (const std::int32_t range : plan.input.range_log2) hash.add_signed(range);
  for (const std::vector<double>& list : {plan.input.centre, plan.input.factor}) {
    hash.add(std::uint64_t{list.size()});
    for (const double value : list) hash.add(std::bit_cast<std::uint64_t>(value));
  }
  hash.add(static_cast<std::uint64_t>(plan.output));
  hash.add(std::uint64_t{plan.steps.size()});
  for (const Step& step : plan.steps) {
    hash.add(step.name);
    hash.add_signed(step.scale);
    hash.add(std::string(op_name(step)));
    std::visit([&](const auto& op) { add_op(hash, op); }, step.op);
    add_list(hash, step.inputs);
  }
  hash.add(std::uint64_t{plan.labels.size()});
  for (const std::string& label : plan.labels) hash.add(label);
  hash.add_bytes(plan.weights_tag.data(), plan.weights_tag.size());
  return hash.finish();
}

}  // namespace medisc
