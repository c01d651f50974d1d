/// Texts as DICOM attributes take them.
#pragma once

#include <string>
#include <string_view>

#include "error/error.hpp"
#include "imaging/study_attributes.hpp"

namespace medisc {

/// Letters that a value of LO and of SH may have.
inline constexpr std::size_t kLongString = 64;
inline constexpr std::size_t kShortString = 16;

/// UTF-8 as one value of at most `letters` letters (not bytes): cut with "..." at its end, a
/// backslash, which divides values, becomes a slash, control characters and bytes that are no
/// UTF-8 become blanks.
std::string one_value(std::string_view text, std::size_t letters);

/// UTF-8 as a text of any length: what is no UTF-8, and control characters but line feed and
/// tab, become blanks.
std::string plain_text(std::string_view text);

/// Each letter beyond ASCII as a question mark.
std::string ascii_text(std::string_view text);

/// A number as DS: 16 letters at most, the most digits that fit. Precondition: it is finite.
std::string decimal_string(double number);

/// Patient and study in UTF-8 ("ISO_IR 192"). Where one of the texts is no text of the
/// character set that the image declares, or that set can't be read, nothing is guessed: all
/// stay as they are, under the set as declared.
StudyAttributes in_utf8(const StudyAttributes& source);

/// Whether the texts beside these attributes may be UTF-8.
bool is_utf8(const StudyAttributes& attributes);

}  // namespace medisc
