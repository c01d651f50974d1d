#include "messages/fields.hpp"

namespace medisc::wire {

void refuse_field(const char* field, const std::string& found, const std::string& expected) {
  throw Failure(Error{
      ErrorCode::kProtocol,
      std::string("message field ") + field + ": found " + found + ", expected " + expected,
      "check that both sides run the same version"});
}

void check_at_most(const char* field, std::size_t found, std::size_t limit) {
  if (found > limit) {
    refuse_field(field, "length " + std::to_string(found), "at most " + std::to_string(limit));
  }
}

std::string read_text(capnp::Text::Reader text, std::size_t limit, const char* field) {
  check_at_most(field, text.size(), limit);
  return {text.begin(), text.size()};
}

std::string read_name(capnp::Text::Reader text, const char* field) {
  std::string name = read_text(text, kMaxName, field);
  const bool has_control = std::any_of(name.begin(), name.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
  if (has_control) refuse_field(field, "a control character", "a printable name");
  return name;
}

std::string read_model(capnp::Text::Reader text, const char* field) {
  std::string name = read_name(text, field);
  if (name.empty()) refuse_field(field, "an empty name", "a model's name");
  return name;
}

std::vector<BundleId> read_ids(DataList::Reader list, const char* field) {
  check_at_most(field, list.size(), kMaxIds);
  std::vector<BundleId> ids;
  ids.reserve(list.size());
  for (const auto id : list) ids.push_back(read_exact<sizeof(BundleId)>(id, field));
  check_distinct(ids, field);
  return ids;
}

void check_distinct(std::vector<BundleId> ids, const char* field) {
  std::sort(ids.begin(), ids.end());
  const auto twice = std::adjacent_find(ids.begin(), ids.end());
  if (twice != ids.end()) refuse_field(field, to_hex(*twice) + " twice", "each id once");
}

void write_ids(DataList::Builder list, const std::vector<BundleId>& ids) {
  unsigned next = 0;
  for (const BundleId& id : ids) list.set(next++, as_data(id));
}

}  // namespace medisc::wire
