/// How an array's dimensions are records of a model's part.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "records/record_form.hpp"

namespace medisc {

struct ShapeFit {
  std::size_t rows = 0;
  std::vector<std::uint64_t> shape;  ///< of one record in the array
  std::string note;                  ///< what was taken for granted, or empty
};

/// An array of shape `dims` is, in this order: [N, ...] with the part's shape behind N (but for
/// dimensions of 1); [N, elements], flat; one record, of the part's shape or flat, without N. A
/// part that is resized takes any height and width. Without a shape (a part of a form of
/// columns): [N, ...] of `count` elements, 0 meaning any. Errors: kBadInput, naming `file` and
/// both shapes, for anything else; the hint has the transposition where there is one.
Result<ShapeFit> fit_shape(const std::vector<std::uint64_t>& dims, const FormPart& part,
                           const std::string& file);

/// "[3, 9, 9]".
std::string shape_text(const std::vector<std::uint64_t>& shape);

}  // namespace medisc
