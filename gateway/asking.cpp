#include "gateway/asking.hpp"

#include "gateway/parts_hash.hpp"
#include "messages/identifiers.hpp"

namespace medisc {
namespace {

/// BLAKE2b-256 of the asker's name for it and of the records, in hexadecimal.
std::string bound_name(const std::string& name,
                       const std::vector<std::vector<std::int64_t>>& records) {
  PartsHash<32> hash;
  hash.add(name);
  for (const auto& record : records) {
    hash.add(record.data(), record.size() * sizeof(std::int64_t));
  }
  return to_hex(hash.end());
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
