#include "gateway/report/report_tree.hpp"

#include <cmath>

#include "gateway/report/object_text.hpp"

namespace medisc {
namespace {

DSRCodedEntryValue entry(const Code& code) {
  return {code.value, code.scheme, code.meaning};
}

}  // namespace

void ReportTree::enter(const Code& name) {
  if (!result_) return;
  const auto relation = tree_.isEmpty() ? Types::RT_isRoot : Types::RT_contains;
  if (!add(relation, Types::VT_Container, name)) return;
  check(tree_.getCurrentContentItem().setContinuityOfContent(Types::COC_Separate));
}

void ReportTree::leave() {
  tree_.goUp();
}

void ReportTree::context(const Code& name, const std::string& text) {
  if (!text.empty() && add(Types::RT_hasObsContext, Types::VT_Text, name)) value(shown(text));
}

void ReportTree::context(const Code& name, const Code& value) {
  if (add(Types::RT_hasObsContext, Types::VT_Code, name)) coded(value);
}

void ReportTree::context_uid(const Code& name, const std::string& uid) {
  if (add(Types::RT_hasObsContext, Types::VT_UIDRef, name)) value(uid);
}

void ReportTree::modifier(const Code& name, const Code& value) {
  if (add(Types::RT_hasConceptMod, Types::VT_Code, name)) coded(value);
}

void ReportTree::text(const Code& name, const std::string& text) {
  if (!text.empty() && add(Types::RT_contains, Types::VT_Text, name)) value(shown(text));
}

void ReportTree::code(const Code& name, const Code& value) {
  if (add(Types::RT_contains, Types::VT_Code, name)) coded(value);
}

void ReportTree::number(const Code& name, double value, const std::string& unit,
                        const std::string& meaning) {
  if (result_ && !std::isfinite(value)) {
    result_ = fail(ErrorCode::kBadInput, "a result is no finite number");
  }
  if (!add(Types::RT_contains, Types::VT_Num, name)) return;
  const std::string shown_unit = one_value(shown(meaning), kLongString);
  const DSRCodedEntryValue units(unit.c_str(), "UCUM", shown_unit.c_str(), DSRTypes::CVT_Short,
                                 OFFalse);
  check(tree_.getCurrentContentItem().setNumericValue(
      DSRNumericMeasurementValue(decimal_string(value).c_str(), units), OFTrue));
  tree_.goUp();
}

void ReportTree::time(const Code& name, const std::string& time) {
  if (add(Types::RT_contains, Types::VT_DateTime, name)) value(time);
}

void ReportTree::image(const std::string& sop_class_uid, const std::string& sop_instance_uid) {
  if (!result_) return;
  if (tree_.addContentItem(Types::RT_contains, Types::VT_Image, Types::AM_belowCurrent) == 0) {
    check(SR_EC_CannotAddContentItem);
    return;
  }
  // Unchecked: images of kinds that the library does not know may be referred to, too.
  check(tree_.getCurrentContentItem().setImageReference(
      DSRImageReferenceValue(sop_class_uid.c_str(), sop_instance_uid.c_str(), OFFalse),
      OFFalse));
  tree_.goUp();
}

bool ReportTree::add(Types::E_RelationshipType relation, Types::E_ValueType type,
                     const Code& name) {
  if (!result_) return false;
  check(relation == Types::RT_isRoot ? tree_.addContentItem(relation, type, entry(name))
                                     : tree_.addChildContentItem(relation, type, entry(name)));
  return result_.has_value();
}

void ReportTree::check(const OFCondition& done) {
  if (!result_ || done.good()) return;
  const OFString& item = tree_.getCurrentContentItem().getConceptName().getCodeMeaning();
  result_ = fail(ErrorCode::kInternal, std::string("the report can't be made: ") + done.text() +
                                           ", at '" + item.c_str() + "'");
}

void ReportTree::value(const std::string& text) {
  check(tree_.getCurrentContentItem().setStringValue(OFString(text.data(), text.size())));
  tree_.goUp();
}

void ReportTree::coded(const Code& value) {
  check(tree_.getCurrentContentItem().setCodeValue(entry(value)));
  tree_.goUp();
}

std::string ReportTree::shown(const std::string& text) const {
  return utf8_ ? plain_text(text) : ascii_text(plain_text(text));
}

}  // namespace medisc
