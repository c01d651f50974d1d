// Corrections, shares, openings and D as they are stored: taken where they are as long as the
// plan says, whatever they hold, and only there.
#include <algorithm>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "fuzz/small_pool.hpp"

namespace medisc::fuzz {
namespace {

template <class T>
void expect(const Result<T>& taken, bool fits) {
  require(taken.has_value() == fits, "what fits the plan is taken, and nothing else");
  require(fits || taken.error().code == ErrorCode::kBadInput, "what does not fit is bad input");
}

void open_hospital(const Bytes& shares) {
  const MemoryPool& pool = small_pool();
  const std::vector<HospitalBundle> bundles{{small_bundles().hospital[0].seed, shares}};
  expect(open_hospital_session(pool.plan(), pool.gates(), bundles),
         shares.size() == prepared_shares_bytes(pool.gates()));
}

void open_service(const Bytes& openings, const Bytes& corrections) {
  const MemoryPool& pool = small_pool();
  const std::vector<ServiceBundle> bundles{
      {{small_bundles().service[0].half.seed, corrections}, openings}};
  expect(pool.model().open_session(bundles),
         openings.size() == openings_bytes(pool.gates()) &&
             corrections.size() == correction_bytes(pool.gates()));
}

void prepare(const Bytes& masked_weights) {
  const MemoryPool& pool = small_pool();
  const auto preparing = make_preparing(pool.plan(), pool.gates(), masked_weights);
  expect(preparing, masked_weights.size() == masked_weights_bytes(pool.gates()));
  if (!preparing) return;
  const Preparation prepared = (*preparing)->prepare(small_bundles().hospital[0].seed);
  require(prepared.shares.size() == prepared_shares_bytes(pool.gates()) &&
              prepared.openings.size() == openings_bytes(pool.gates()),
          "what is prepared fits the plan");
}

/// Bytes of the input, repeated to the length that is right where `fits`.
Bytes sized(std::span<const std::uint8_t> bytes, std::size_t right, bool fits) {
  Bytes made(bytes.begin(), bytes.end());
  if (fits) made.resize(right);
  return made;
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  const Gates& gates = small_pool().gates();
  Input input(data, size);
  const unsigned kind = input.byte() % 3;
  const std::uint8_t fits = input.byte();
  const bool first = fits % 2 == 0;
  const bool second = fits / 2 % 2 == 0;
  switch (kind) {
    case 0:
      open_hospital(sized(input.rest(), prepared_shares_bytes(gates), first));
      break;
    case 1: {
      const Bytes openings = sized(input.part(), openings_bytes(gates), first);
      open_service(openings, sized(input.rest(), correction_bytes(gates), second));
      break;
    }
    default:
      prepare(sized(input.rest(), masked_weights_bytes(gates), first));
  }
  return 0;
}
