#include "storage/audit_chain.hpp"

#include <array>

#include <sodium.h>

namespace medisc {
namespace {

constexpr std::size_t kChainBytes = 32;

class KeyedHash {
 public:
  explicit KeyedHash(const Seed& key) {
    crypto_generichash_init(&state_, key.bytes().data(), key.bytes().size(), kChainBytes);
  }

  void add(const std::uint8_t* bytes, std::size_t size) {
    std::array<std::uint8_t, 8> length{};
    for (std::size_t i = 0; i < length.size(); ++i) {
      length[i] = static_cast<std::uint8_t>(std::uint64_t{size} >> (8 * i));
    }
    crypto_generichash_update(&state_, length.data(), length.size());
    crypto_generichash_update(&state_, bytes, size);
  }
  void add(const std::string& text) {
    add(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  }

  Bytes finish() {
    Bytes value(kChainBytes);
    crypto_generichash_final(&state_, value.data(), value.size());
    return value;
  }

 private:
  crypto_generichash_state state_{};
};

}  // namespace

Bytes first_chain() {
  return Bytes(kChainBytes);
}

Bytes next_chain(const Seed& key, const Bytes& before, const AuditRow& row) {
  KeyedHash hash(key);
  hash.add(before.data(), before.size());
  hash.add(std::to_string(row.number));
  for (const std::string* field :
       {&row.at, &row.entry.event, &row.entry.asker, &row.entry.request, &row.entry.detail}) {
    hash.add(*field);
  }
  return hash.finish();
}

bool AuditCheck::follows(const AuditRow& row) {
  if (broken_ || row.number != rows_ + 1) {
    broken_ = true;
    return false;
  }
  Bytes expected = next_chain(key_, last_, row);
  if (row.chain != expected) {
    broken_ = true;
    return false;
  }
  last_ = std::move(expected);
  ++rows_;
  return true;
}

}  // namespace medisc
