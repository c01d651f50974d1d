#include "gateway/asking.hpp"

#include <sodium.h>

#include "messages/identifiers.hpp"

namespace medisc {
namespace {

/// BLAKE2b-256 of the asker's name for it and of the records, in hexadecimal.
std::string bound_name(const std::string& name,
                       const std::vector<std::vector<std::int64_t>>& records) {
  std::array<std::uint8_t, 32> hash{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, hash.size());
  const auto add = [&](const void* bytes, std::size_t size) {
    const std::uint64_t length = size;
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&length),
                              sizeof(length));
    crypto_generichash_update(&state, static_cast<const unsigned char*>(bytes), size);
  };
  add(name.data(), name.size());
  for (const auto& record : records) {
    add(record.data(), record.size() * sizeof(std::int64_t));
  }
  crypto_generichash_final(&state, hash.data(), hash.size());
  return to_hex(hash);
}

}  // namespace

JobOrder order_of(Asked asked, const GatewayJobs& jobs) {
  JobOrder order;
  JobStart& start = order.start;
  start.asker = std::move(asked.asker);
  start.door = std::move(asked.door);
  if (!asked.name.empty()) start.name = bound_name(asked.name, asked.records);
  start.interactive = asked.interactive;
  start.model = std::move(asked.model.model);
  start.service = std::move(asked.model.service);
  start.plan_hash = asked.model.plan_hash;
  start.batch = asked.batch != 0 ? asked.batch : jobs.batch;
  start.memory = jobs.memory_mb << 20;
  start.wait_seconds = asked.wait_seconds;
  order.ids = std::move(asked.ids);
  order.records = std::move(asked.records);
  return order;
}

}  // namespace medisc
