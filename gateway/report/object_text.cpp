#include "gateway/report/object_text.hpp"

#include <array>
#include <cstdint>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcspchrs.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

namespace medisc {
namespace {

constexpr const char* kUtf8 = "ISO_IR 192";
constexpr const char* kCut = "...";
constexpr std::size_t kDecimalString = 16;

/// Bytes of the letter of UTF-8 that `text` begins with; 0 where it begins with none.
std::size_t letter_size(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint8_t>(text[i]);
  };
  const std::uint8_t head = byte(0);
  if (head < 0x80) return 1;
  const std::size_t size = head >= 0xF0 ? 4 : head >= 0xE0 ? 3 : 2;
  if (head < 0xC2 || head > 0xF4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if (head == 0xE0 && byte(1) < 0xA0) return 0;
  if (head == 0xED && byte(1) > 0x9F) return 0;
  if (head == 0xF0 && byte(1) < 0x90) return 0;
  if (head == 0xF4 && byte(1) > 0x8F) return 0;
  return size;
}

bool is_control(std::string_view letter) {
  const auto head = static_cast<std::uint8_t>(letter[0]);
  if (letter.size() == 1) return head < 0x20 || head == 0x7F;
  return head == 0xC2 && static_cast<std::uint8_t>(letter[1]) < 0xA0;
}

/// Calls `visit` with each letter, a blank for what is none.
template <class Visit>
void each_letter(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t size = letter_size(text);
    visit(size == 0 ? std::string_view(" ") : text.substr(0, size));
    text.remove_prefix(size == 0 ? 1 : size);
  }
}

std::string without_end_blanks(std::string text) {
  const std::size_t end = text.find_last_not_of(' ');
  text.resize(end == std::string::npos ? 0 : end + 1);
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? std::string() : text.substr(begin);
}

struct SourceText {
  std::string StudyAttributes::*member;
  const char* delimiters;  ///< which a character set with escapes begins anew behind
};

constexpr const char* kOfValues = "\\";
constexpr std::array kSourceTexts{
    SourceText{&StudyAttributes::patient_name, "\\^="},
    SourceText{&StudyAttributes::patient_id, kOfValues},
    SourceText{&StudyAttributes::patient_id_issuer, kOfValues},
    SourceText{&StudyAttributes::study_id, kOfValues},
    SourceText{&StudyAttributes::study_description, kOfValues},
    SourceText{&StudyAttributes::accession_number, kOfValues},
    SourceText{&StudyAttributes::referring_physician, "\\^="},
    SourceText{&StudyAttributes::series_description, kOfValues},
};

}  // namespace

std::string one_value(std::string_view text, std::size_t letters) {
  std::string value;
  std::size_t count = 0;
  std::size_t cut = 0;  // where letters and dots are as many as fit
  each_letter(without_end_blanks(std::string(text)), [&](std::string_view letter) {
    if (count + std::string_view(kCut).size() == letters) cut = value.size();
    if (++count > letters) return;
    value += is_control(letter) ? " " : letter == "\\" ? "/" : letter;
  });
  if (count <= letters) return without_end_blanks(value);
  value.resize(cut);
  return value + kCut;
}

std::string plain_text(std::string_view text) {
  std::string plain;
  each_letter(text, [&](std::string_view letter) {
    const bool stays = !is_control(letter) || letter == "\n" || letter == "\t";
    plain += stays ? letter : " ";
  });
  return plain;
}

std::string ascii_text(std::string_view text) {
  std::string ascii;
  each_letter(text,
              [&](std::string_view letter) { ascii += letter.size() == 1 ? letter : "?"; });
  return ascii;
}

std::string decimal_string(double number) {
  std::string text;
  for (int digits = 15; digits > 0; --digits) {
    text = fmt::format("{:.{}g}", number, digits);
    if (text.size() <= kDecimalString) break;
  }
  return text;
}

StudyAttributes in_utf8(const StudyAttributes& source) {
  DcmSpecificCharacterSet converter;
  if (converter.selectCharacterSet(source.character_set.c_str(), kUtf8).bad()) return source;
  StudyAttributes attributes = source;
  for (const SourceText& text : kSourceTexts) {
    const std::string& from = source.*text.member;
    OFString converted;
    const OFCondition done = converter.convertString(OFString(from.data(), from.size()),
                                                     converted, OFString(text.delimiters));
    if (done.bad()) return source;
    attributes.*text.member = std::string(converted.c_str(), converted.size());
  }
  attributes.character_set = kUtf8;
  return attributes;
}

bool is_utf8(const StudyAttributes& attributes) {
  return attributes.character_set == kUtf8;
}

}  // namespace medisc
