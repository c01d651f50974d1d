#include "gateway/archives/stow_answer.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "gateway/report/object_uid.hpp"

namespace medisc {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostShown = 5;

struct Failure {
  std::uint32_t reason = 0;
  std::string instance;  ///< empty: the archive does not say
};

/// An attribute's first value in DICOM JSON, where it is there.
const Json* first_value(const Json& item, const char* tag) {
  const auto attribute = item.find(tag);
  if (attribute == item.end() || !attribute->is_object()) return nullptr;
  const auto values = attribute->find("Value");
  if (values == attribute->end() || !values->is_array() || values->empty()) return nullptr;
  return &values->front();
}

Failure failure_of(const Json& item) {
  Failure failure;
  if (!item.is_object()) return failure;
  const Json* const reason = first_value(item, "00081197");
  if (reason != nullptr && reason->is_number_unsigned()) {
    failure.reason = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(reason->get<std::uint64_t>(), 0xFFFF));
  }
  const Json* const instance = first_value(item, "00081155");
  if (instance != nullptr && instance->is_string() && is_uid(instance->get<std::string>())) {
    failure.instance = instance->get<std::string>();
  }
  return failure;
}

void add_failures(const Json& response, const char* tag, std::vector<Failure>& failures) {
  const auto sequence = response.find(tag);
  if (sequence == response.end() || !sequence->is_object()) return;
  const auto items = sequence->find("Value");
  if (items == sequence->end() || !items->is_array()) return;
  for (const Json& item : *items) failures.push_back(failure_of(item));
}

/// None where the body is no DICOM JSON. Some archives answer with a list of one object.
std::optional<std::vector<Failure>> failures_in(const std::string& body) {
  Json response = Json::parse(body, nullptr, false);
  if (response.is_array() && response.size() == 1) response = Json(response.front());
  if (!response.is_object()) return std::nullopt;
  std::vector<Failure> failures;
  add_failures(response, "00081198", failures);
  add_failures(response, "0008119A", failures);
  return failures;
}

/// PS3.7, C.5.7, and what Microsoft's server says of an instance that it has.
bool is_duplicate(const Failure& failure) {
  return failure.reason == 0x0111 || failure.reason == 0xB00E;
}

bool is_out_of_resources(const Failure& failure) {
  return failure.reason >> 8 == 0xA7;
}

const char* name_of(std::uint32_t reason) {
  if (reason >> 8 == 0xA7) return "out of resources";
  if (reason >> 8 == 0xA9) return "the object does not match its SOP class or study";
  if (reason == 0xC122) return "transfer syntax not supported";
  if (reason >> 12 == 0xC) return "the object can't be understood";
  if (reason == 0x0110) return "processing failed";
  if (reason == 0x0122) return "SOP class not supported";
  if (reason == 0x0124) return "not authorised";
  return "no reason that is known";
}

std::string shown(const std::vector<Failure>& failures) {
  std::string text;
  for (std::size_t i = 0; i < failures.size() && i < kMostShown; ++i) {
    char number[16];
    std::snprintf(number, sizeof number, "%04X", failures[i].reason);
    text +=
        (i > 0 ? ", " : "") + std::string(number) + " (" + name_of(failures[i].reason) + ")";
    if (!failures[i].instance.empty()) text += " of " + failures[i].instance;
  }
  if (failures.size() > kMostShown) {
    text += " and " + std::to_string(failures.size() - kMostShown) + " more";
  }
  return text;
}

bool may_go_right_later(int status) {
  return status == 408 || status == 429 || (status >= 500 && status < 600);
}

std::string hint_of(int status) {
  if (status == 401 || status == 403)
    return "check the archive's token or login, and its rights";
  if (status == 404 || status == 405)
    return "check the archive's url: objects go to URL/studies";
  if (status == 413) return "let the archive take larger requests";
  if (status >= 300 && status < 400) return "name the url that it redirects to";
  return "see the archive's log";
}

}  // namespace

Result<void> judge_stow(const std::string& archive, const PostAnswer& answer) {
  const std::string who = "archive " + archive;
  const std::string said = who + " answers " + std::to_string(answer.status);
  if (may_go_right_later(answer.status)) {
    return fail(ErrorCode::kPeerUnavailable, said, "it is tried again");
  }
  const bool taken = answer.status >= 200 && answer.status < 300;
  if (!taken && answer.status != 409) {
    return fail(ErrorCode::kRefused, said, hint_of(answer.status));
  }
  auto failures = failures_in(answer.body);
  const bool told = failures && !failures->empty();
  if (!told && (answer.status == 409 || (answer.status == 202 && !failures))) {
    return fail(ErrorCode::kRefused, said + ", and not which objects failed", hint_of(0));
  }
  if (!told) return {};
  std::erase_if(*failures, is_duplicate);
  if (failures->empty()) return {};
  if (std::ranges::all_of(*failures, is_out_of_resources)) {
    return fail(ErrorCode::kPeerUnavailable, who + " is full: " + shown(*failures),
                "it is tried again");
  }
  return fail(ErrorCode::kRefused, who + " refuses objects: " + shown(*failures), hint_of(0));
}

}  // namespace medisc
