#include "compiler/weights_tag.hpp"

#include <bit>
#include <string_view>

#include <sodium.h>

namespace medisc {
namespace {

// Weights are hashed as they lie in memory.
static_assert(std::endian::native == std::endian::little);

template <class T>
void add_list(crypto_generichash_state& state, const std::vector<T>& values) {
  const std::uint64_t count = values.size();
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&count),
                            sizeof(count));
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(values.data()),
                            values.size() * sizeof(T));
}

}  // namespace

std::array<std::uint8_t, 16> tag_of(const Weights& weights, const Seed& key) {
  constexpr std::string_view kDomain = "medisc weights 1";
  crypto_generichash_state state;
  std::array<std::uint8_t, 16> tag{};
  crypto_generichash_init(&state, key.bytes().data(), Seed::kBytes, tag.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(kDomain.data()),
                            kDomain.size());
  for (const LinearWeights& layer : weights) {
    add_list(state, layer.matrix);
    add_list(state, layer.bias);
  }
  crypto_generichash_final(&state, tag.data(), tag.size());
  sodium_memzero(&state, sizeof(state));
  return tag;
}

}  // namespace medisc
