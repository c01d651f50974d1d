/// Images out of a data set that is in memory already: one that came over the network, say.
#pragma once

#include <string>

#include "error/error.hpp"
#include "imaging/medical_image.hpp"
#include "imaging/study_attributes.hpp"

class DcmDataset;
class DcmItem;

namespace medisc {

/// The image of a data set that DCMTK has read; colours come as RGB. `name` stands for it in
/// errors. Its pixels may be left decompressed in it. Errors: kBadInput, naming the attribute,
/// and never a value, for what is no image, is damaged, or whose attributes are missing or at
/// odds; kUnsupported for kinds of pixels and transfer syntaxes that are not read.
Result<MedicalImage> image_of_dataset(DcmDataset& dataset, const std::string& name,
                                      std::uint64_t most_samples = kMostSamples);

/// What is missing is empty.
StudyAttributes study_attributes_of(DcmItem& dataset);

}  // namespace medisc
