// Sealed halves: they open for their owner under their id and role, unaltered, and no other
// way.
#include "messages/sealed_box.hpp"
#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"

namespace medisc::fuzz {
namespace {

Identity owner_of(std::uint8_t byte) {
  std::array<std::uint8_t, Seed::kBytes> bytes;
  bytes.fill(byte);
  return Identity::from_seed(Seed(bytes)).value();
}

BundleId take_id(Input& input) {
  BundleId id{};
  std::ranges::copy(input.bytes(id.size()), id.begin());
  return id;
}

Seed take_seed(Input& input) {
  std::array<std::uint8_t, Seed::kBytes> bytes{};
  std::ranges::copy(input.bytes(bytes.size()), bytes.begin());
  return Seed(bytes);
}

void expect_refused(const Result<Seed>& opened) {
  require(!opened && opened.error().code == ErrorCode::kRefused,
          "what is not sealed is refused");
}

/// Bytes of a stranger.
void open_written(Input& input, const Identity& owner) {
  const BundleId id = take_id(input);
  const Role role = static_cast<Role>(input.byte() % 3);
  const auto sealed = input.rest();
  expect_refused(open_sealed(owner, id, role, sealed));
}

/// A half that is sealed rightly, and then altered, cut, or opened as another.
void open_altered(Input& input, const Identity& owner) {
  static const Sealer sealer = Sealer::create(owner.public_key()).value();
  static Opener opener(owner);
  const BundleId id = take_id(input);
  const Role role = static_cast<Role>(input.byte() % 3);
  const std::uint8_t changes = input.byte();
  const std::size_t at = input.byte();
  const std::uint8_t by = input.byte();
  const Seed seed = take_seed(input);

  const Bytes sealed = sealer.seal(id, role, seed);
  require(sealed.size() == kSealedSeedBytes, "a sealed seed has 80 bytes");
  Bytes altered = sealed;
  BundleId as = id;
  Role in = role;
  if ((changes & 1) != 0) altered[at % altered.size()] ^= by;
  if ((changes & 2) != 0) altered.resize(at);
  if ((changes & 4) != 0) as[at % as.size()] ^= by;
  if ((changes & 8) != 0) in = static_cast<Role>(by % 3);

  const auto opened = opener.open(as, in, altered);
  if (altered != sealed || as != id || in != role) return expect_refused(opened);
  require(opened && std::ranges::equal(opened->bytes(), seed.bytes()), "what is sealed opens");
}

bool is_zero(const Bytes& bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

/// A chunk of a stranger, and one that is sealed rightly, and then altered, cut, or opened in
/// another place.
void open_chunk(Input& input) {
  const ChunkBox box(take_seed(input));
  const std::uint32_t index = input.byte();
  const std::uint8_t changes = input.byte();
  const std::size_t at = input.byte();
  const std::uint8_t by = input.byte();
  const auto chunk = input.rest();
  Bytes opened(chunk.size() - std::min(chunk.size(), kSealBytes));
  require(!box.open(index, chunk, opened), "what is not sealed stays shut");
  require(is_zero(opened), "nothing is left of what does not open");

  const Bytes sealed = box.seal(index, chunk);
  require(sealed.size() == chunk.size() + kSealBytes, "sealing adds 16 bytes to a chunk");
  Bytes altered = sealed;
  if ((changes & 1) != 0) altered[at % altered.size()] ^= by;
  if ((changes & 2) != 0) altered.resize(at);
  const std::uint32_t place = (changes & 4) != 0 ? index ^ by : index;
  const bool same = altered == sealed && place == index;
  opened.assign(altered.size() - std::min(altered.size(), kSealBytes), 1);
  require(box.open(place, altered, opened) == same, "a chunk opens unaltered, in its place");
  require(
      same ? std::ranges::equal(opened, chunk) : altered.size() < kSealBytes || is_zero(opened),
      "what opens is what was sealed");
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc::fuzz;
  static const auto owner = owner_of(7);
  Input input(data, size);
  const std::uint8_t kind = input.byte();
  if (kind % 4 == 2) {
    open_chunk(input);
  } else if (kind % 2 == 0) {
    open_written(input, owner);
  } else {
    open_altered(input, owner);
  }
  return 0;
}
