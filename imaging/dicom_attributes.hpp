/// Attributes of a DICOM data set as checked values. Only this folder's sources include it: it
/// takes DCMTK's headers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "error/error.hpp"

namespace medisc {

/// "Rows (0028,0010)".
std::string attribute_text(const DcmTagKey& key);

/// "FILE: Rows (0028,0010) " and what is wrong. It never holds a value.
tl::unexpected<Error> bad_attribute(const std::string& file, const DcmTagKey& key,
                                    const std::string& fault, const std::string& hint = {});

/// Whether the attribute is there, with a value.
bool has_value(DcmItem& item, const DcmTagKey& key);

/// A text without blanks around it; empty where there is none. All values, between backslashes.
std::string text_of(DcmItem& item, const DcmTagKey& key);

/// Its values, of a text of several.
std::vector<std::string> texts_of(DcmItem& item, const DcmTagKey& key);

/// Numbers of a decimal string or a binary number. Empty where the attribute is not there.
/// Errors: kBadInput for what is no finite number.
Result<std::vector<double>> numbers_of(DcmItem& item, const DcmTagKey& key,
                                       const std::string& file);

/// The one number; nothing where it is not there. Errors likewise, and for several numbers.
Result<std::optional<double>> number_of(DcmItem& item, const DcmTagKey& key,
                                        const std::string& file);

/// An integer string or a binary integer from `least` to `most`. Errors: kBadInput where it is
/// missing (unless there is a `fallback`), no integer, or beyond.
Result<std::int64_t> integer_of(DcmItem& item, const DcmTagKey& key, std::int64_t least,
                                std::int64_t most, const std::string& file,
                                std::optional<std::int64_t> fallback = std::nullopt);

/// The 16 bits of entry `index`, which the standard has as US or SS by the image's signedness.
std::optional<std::int64_t> word_of(DcmItem& item, const DcmTagKey& key, unsigned long index,
                                    bool is_signed);

/// Item `index` of a sequence; null where there is none.
DcmItem* item_of(DcmItem& item, const DcmTagKey& sequence, unsigned long index = 0);

/// The functional group that holds for a frame (of multi-frame images of the enhanced kind), or
/// the data set itself.
DcmItem& group_of(DcmItem& dataset, const DcmTagKey& macro, std::size_t frame);

}  // namespace medisc
