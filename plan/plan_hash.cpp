#include <array>
#include <bit>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <sodium.h>

#include "plan/plan.hpp"

namespace medisc {
namespace {

/// AGREEMENT: changes with the encoding below, so that two versions never share a hash.
constexpr unsigned char kPersonal[crypto_generichash_blake2b_PERSONALBYTES + 1] =
    "medisc plan 6\0\0";

/// Feeds fields to BLAKE2b: integers in 8 bytes little endian, lists behind their length, what
/// a step does behind its name, so that no two plans have one encoding.
class FieldHash {
 public:
  FieldHash() {
    crypto_generichash_blake2b_init_salt_personal(&state_, nullptr, 0, sizeof(PlanHash),
                                                  nullptr, kPersonal);
  }

  template <ListsFields Struct>
  void add(const Struct& value) {
    for_each_field<Struct>([&](const auto& field) { add(value.*field.member); });
  }

  /// What a step does.
  template <ListsFields... Op>
  void add(const std::variant<Op...>& op) {
    std::visit(
        [&](const auto& kind) {
          add(std::string(kind.kName));
          add(kind);
        },
        op);
  }

  /// Signed ones are extended to 64 bits.
  template <class Number>
  requires(std::is_integral_v<Number> || std::is_enum_v<Number>) void add(Number value) {
    const auto word = static_cast<std::uint64_t>(value);
    unsigned char bytes[8];
    for (unsigned i = 0; i < 8; ++i) bytes[i] = static_cast<unsigned char>(word >> (8 * i));
    add_bytes(bytes, sizeof(bytes));
  }

  void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }

  void add(const std::string& text) {
    add(text.size());
    add_bytes(reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }

  template <class Element>
  void add(const std::vector<Element>& list) {
    add(list.size());
    for (const Element& element : list) add(element);
  }

  /// Of a fixed length, so without it.
  template <std::size_t kSize>
  void add(const std::array<std::uint8_t, kSize>& bytes) {
    add_bytes(bytes.data(), bytes.size());
  }

  PlanHash finish() {
    PlanHash hash;
    crypto_generichash_blake2b_final(&state_, hash.data(), hash.size());
    return hash;
  }

 private:
  void add_bytes(const unsigned char* bytes, std::size_t count) {
    crypto_generichash_blake2b_update(&state_, bytes, count);
  }

  crypto_generichash_blake2b_state state_;
};

}  // namespace

PlanHash hash_of(const Plan& plan) {
  FieldHash hash;
  hash.add(plan);
  return hash.finish();
}

}  // namespace medisc
