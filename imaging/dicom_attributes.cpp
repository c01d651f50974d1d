#include "imaging/dicom_attributes.hpp"

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace medisc {
namespace {

constexpr unsigned long kMostNumbers = 64;  ///< of one attribute that holds few

std::string trimmed(std::string text) {
  const std::size_t end = text.find_last_not_of(std::string(" \0", 2));
  text.resize(end == std::string::npos ? 0 : end + 1);
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string::npos ? std::string() : text.substr(first);
}

}  // namespace

std::string attribute_text(const DcmTagKey& key) {
  DcmTag tag(key);
  return fmt::format("{} ({:04X},{:04X})", tag.getTagName(), key.getGroup(), key.getElement());
}

tl::unexpected<Error> bad_attribute(const std::string& file, const DcmTagKey& key,
                                    const std::string& fault, const std::string& hint) {
  return fail(ErrorCode::kBadInput, fmt::format("{}: {} {}", file, attribute_text(key), fault),
              hint);
}

bool has_value(DcmItem& item, const DcmTagKey& key) {
  return item.tagExistsWithValue(key);
}

std::string text_of(DcmItem& item, const DcmTagKey& key) {
  OFString text;
  if (item.findAndGetOFStringArray(key, text).bad()) return "";
  return trimmed(std::string(text.c_str(), text.size()));
}

std::vector<std::string> texts_of(DcmItem& item, const DcmTagKey& key) {
  std::vector<std::string> texts;
  const std::string all = text_of(item, key);
  for (std::size_t at = 0; !all.empty() && at <= all.size();) {
    const std::size_t end = std::min(all.find('\\', at), all.size());
    texts.push_back(trimmed(all.substr(at, end - at)));
    at = end + 1;
  }
  return texts;
}

Result<std::vector<double>> numbers_of(DcmItem& item, const DcmTagKey& key,
                                       const std::string& file) {
  std::vector<double> numbers;
  DcmElement* element = nullptr;
  if (!has_value(item, key) || item.findAndGetElement(key, element).bad()) return numbers;
  const unsigned long count = element->getVM();
  if (count > kMostNumbers) return bad_attribute(file, key, "has too many values");
  for (unsigned long i = 0; i < count; ++i) {
    OFString text;
    if (element->getOFString(text, i).bad()) return bad_attribute(file, key, "is no number");
    const std::string digits = trimmed(text.c_str());
    char* end = nullptr;
    const double number = std::strtod(digits.c_str(), &end);
    if (digits.empty() || *end != '\0' || !std::isfinite(number)) {
      return bad_attribute(file, key, "is no number");
    }
    numbers.push_back(number);
  }
  return numbers;
}

Result<std::optional<double>> number_of(DcmItem& item, const DcmTagKey& key,
                                        const std::string& file) {
  const auto numbers = numbers_of(item, key, file);
  if (!numbers) return tl::unexpected(numbers.error());
  if (numbers->empty()) return std::optional<double>();
  if (numbers->size() > 1) return bad_attribute(file, key, "has several values; expected one");
  return std::optional<double>(numbers->front());
}

Result<std::int64_t> integer_of(DcmItem& item, const DcmTagKey& key, std::int64_t least,
                                std::int64_t most, const std::string& file,
                                std::optional<std::int64_t> fallback) {
  const auto number = number_of(item, key, file);
  if (!number) return tl::unexpected(number.error());
  if (!*number) {
    if (fallback) return *fallback;
    return bad_attribute(file, key, "is missing");
  }
  const double value = **number;
  if (value != std::floor(value)) return bad_attribute(file, key, "is no whole number");
  if (value < static_cast<double>(least) || value > static_cast<double>(most)) {
    return bad_attribute(file, key, fmt::format("is not from {} to {}", least, most));
  }
  return static_cast<std::int64_t>(value);
}

std::optional<std::int64_t> word_of(DcmItem& item, const DcmTagKey& key, unsigned long index,
                                    bool is_signed) {
  Uint16 word = 0;
  Sint16 number = 0;
  if (item.findAndGetUint16(key, word, index).bad()) {
    if (item.findAndGetSint16(key, number, index).bad()) return std::nullopt;
    word = static_cast<Uint16>(number);
  }
  if (is_signed) return static_cast<std::int16_t>(word);
  return word;
}

DcmItem* item_of(DcmItem& item, const DcmTagKey& sequence, unsigned long index) {
  DcmItem* found = nullptr;
  if (item.findAndGetSequenceItem(sequence, found, static_cast<signed long>(index)).bad()) {
    return nullptr;
  }
  return found;
}

DcmItem& group_of(DcmItem& dataset, const DcmTagKey& macro, std::size_t frame) {
  DcmItem* const own = item_of(dataset, DCM_PerFrameFunctionalGroupsSequence, frame);
  if (own != nullptr) {
    if (DcmItem* const group = item_of(*own, macro)) return *group;
  }
  if (DcmItem* const shared = item_of(dataset, DCM_SharedFunctionalGroupsSequence)) {
    if (DcmItem* const group = item_of(*shared, macro)) return *group;
  }
  return dataset;
}

}  // namespace medisc
