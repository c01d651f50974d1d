#include "gateway/stow/store_response.hpp"

#include <algorithm>

#include "gateway/report/object_uid.hpp"
#include "http/json_text.hpp"

namespace medisc {
namespace {

std::string attribute(const char* tag, const char* vr, const std::string& value) {
  return json_quoted(tag) + R"(:{"vr":")" + vr + R"(","Value":[)" + value + "]}";
}

std::string item_of(const StoredInstance& instance) {
  std::string item;
  if (!instance.sop_class_uid.empty()) {
    item = attribute("00081150", "UI", json_quoted(instance.sop_class_uid)) + "," +
           attribute("00081155", "UI", json_quoted(instance.sop_instance_uid)) + ",";
  }
  if (instance.is_stored) return "{" + item + R"("00081190":{"vr":"UR"}})";
  const auto reason = static_cast<unsigned>(instance.reason);
  return "{" + item + attribute("00081197", "US", std::to_string(reason)) + "," +
         attribute("00090010", "LO", R"("MEDISC")") + "," +
         attribute("00091001", "UT", json_quoted(instance.comment)) + "}";
}

/// The tag of the sequence that an instance is told in.
const char* sequence_of(const StoredInstance& instance) {
  if (instance.is_stored) return "00081199";
  return instance.sop_class_uid.empty() ? "0008119A" : "00081198";
}

}  // namespace

FailureReason failure_reason(ErrorCode code) {
  switch (code) {
    case ErrorCode::kRefused:
    case ErrorCode::kUsage:
      return FailureReason::kSopClassNotSupported;
    case ErrorCode::kBadInput:
    case ErrorCode::kUnsupported:
    case ErrorCode::kOverflow:
      return FailureReason::kCannotUnderstand;
    case ErrorCode::kInternal:
      return FailureReason::kProcessing;
    default:
      return FailureReason::kOutOfResources;
  }
}

StoredInstance stored(const StudyAttributes& attributes) {
  return {attributes.sop_class_uid, attributes.sop_instance_uid, true, {}, {}};
}

StoredInstance not_stored(const StudyAttributes& attributes, FailureReason reason,
                          std::string comment) {
  StoredInstance failure{"", "", false, reason, std::move(comment)};
  if (is_uid(attributes.sop_class_uid) && is_uid(attributes.sop_instance_uid)) {
    failure.sop_class_uid = attributes.sop_class_uid;
    failure.sop_instance_uid = attributes.sop_instance_uid;
  }
  return failure;
}

int response_status(const std::vector<StoredInstance>& instances) {
  if (std::ranges::all_of(instances, &StoredInstance::is_stored)) return 200;
  return std::ranges::any_of(instances, &StoredInstance::is_stored) ? 202 : 409;
}

std::string store_response(const std::vector<StoredInstance>& instances) {
  std::string response = R"({"00081190":{"vr":"UR"})";
  for (const char* sequence : {"00081198", "00081199", "0008119A"}) {
    std::string items;
    for (const StoredInstance& instance : instances) {
      if (std::string_view(sequence_of(instance)) != sequence) continue;
      items += (items.empty() ? "" : ",") + item_of(instance);
    }
    if (!items.empty()) response += "," + attribute(sequence, "SQ", items);
  }
  return response + "}\n";
}

}  // namespace medisc
