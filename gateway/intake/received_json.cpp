#include "gateway/intake/received_json.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace medisc {
namespace {

using Json = nlohmann::json;

/// A name of a file within its folder, and nothing else.
bool is_file_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos;
}

Received read(const Json& json) {
  Received received;
  received.id = json.at("id").get<std::string>();
  received.state = received_state_named(json.at("state").get<std::string>()).value();
  received.arrived_at = json.at("arrived_at").get<std::string>();
  received.asker = json.at("asker").get<std::string>();
  received.door = json.at("door").get<std::string>();
  received.rule = json.at("rule").get<std::string>();
  received.record = json.at("record").get<std::string>();
  received.series = json.at("series").get<bool>();
  received.files = json.at("files").get<std::vector<std::string>>();
  received.diagnosis = json.at("diagnosis").get<std::string>();
  received.sent = json.at("sent").get<std::vector<std::string>>();
  received.error = json.at("error").get<std::string>();
  received.attempts = json.at("attempts").get<std::uint32_t>();
  received.ended_at = json.at("ended_at").get<std::string>();
  return received;
}

}  // namespace

std::string to_json(const Received& received) {
  const Json json{{"id", received.id},
                  {"state", received_state_name(received.state)},
                  {"arrived_at", received.arrived_at},
                  {"asker", received.asker},
                  {"door", received.door},
                  {"rule", received.rule},
                  {"record", received.record},
                  {"series", received.series},
                  {"files", received.files},
                  {"diagnosis", received.diagnosis},
                  {"sent", received.sent},
                  {"error", received.error},
                  {"attempts", received.attempts},
                  {"ended_at", received.ended_at}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Received> received_of_json(std::string_view text) {
  try {
    Received received = read(Json::parse(text));
    if (std::ranges::all_of(received.files, is_file_name)) return received;
  } catch (const std::exception&) {
  }
  return fail(ErrorCode::kStorage, "it is not as it was written");
}

}  // namespace medisc
