"""The words of the report, in English; `report_italian` has the Italian ones. One field per phrase."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The phrases of one language; `{}` takes numbers that are already written in that language."""

    report: str
    contents: str
    forms: str  # takes how many
    form: str
    papers: str
    of: str
    mean: str
    median: str
    sd: str
    reliability: str
    error: str
    half: str  # takes two points
    waiting: str  # takes how many papers
    alarms: str
    alarms_lead: str
    no_alarms: str
    scores: str
    scores_said: str  # takes papers, least, most, median
    points: str  # takes out of
    forms_lead: str
    alike: str  # takes points, standard deviations, and p with its sign
    differ: str  # the same
    few_forms: str
    lowest: str
    highest: str
    means: str  # heading of the sentence on reliability
    alpha: str  # takes alpha and its interval
    alpha_high: str
    alpha_middle: str
    alpha_low: str
    alpha_none: str  # takes why
    sem: str  # takes points, and the difference of two students
    questions: str
    map: str
    map_said: str  # takes how many questions, how many below 0.2
    map_x: str
    map_y: str
    map_bound: str
    number: str
    question: str
    facility: str
    discrimination: str
    blank: str
    weight: str
    grey: str
    few: str
    constant: str
    unlike: str
    chosen: str
    chosen_lead: str
    chosen_by: str
    thirds: tuple[str, str, str]
    key: str
    every_option: str
    every_option_lead: str
    option: str
    open_answers: str
    effort: str  # takes how many, and the parts below
    effort_parts: tuple[str, ...]  # take how many: blank, read, grouped, accepted, waiting
    pace: str  # takes seconds, pauses, spared answers, minutes
    pace_none: str  # takes spared answers
    agreement_lead: str
    answers: str
    right: str
    off: str
    shift: str
    promised: str
    all_open: str
    calibration: str
    calibration_said: str  # takes the mean difference in percent
    calibration_x: str
    calibration_y: str
    calibration_line: str
    too_few: str
    paper: str
    pages: str
    status: str
    page_statuses: dict[str, str]
    paper_line: str  # takes papers, present, unknown, typed, unused
    roster_line: str  # takes enrolled, present, absent, withdrawn
    corrections: str
    no_corrections: str
    when: str
    who: str
    what: str
    why: str
    new_key: str  # takes the options
    new_answer: str  # takes number and tolerance
    void: dict[str, str]
    new_points: str  # takes points
    new_rubric: str
    how: str
    how_text: tuple[tuple[str, str], ...]  # a term and what it means
    page: str


ENGLISH = ReportWords(
    report="How the exam did",
    contents="On this page",
    forms="{} forms",
    form="Form",
    papers="papers",
    of="of {}",
    mean="mean",
    median="median",
    sd="standard deviation",
    reliability="reliability (alpha)",
    error="error of a student’s points",
    half="Half of the papers have from {} to {} points.",
    waiting="{} papers have points that wait for people. They count only where their points are known, and the figures will move.",
    alarms="Worth a look",
    alarms_lead="A reason to look, never a verdict: chance alone can bring any of these about.",
    no_alarms="Nothing stands out: no key looks wrong, no distractor is never taken, no question is everybody’s or nobody’s, no two measure the same, suggestions and people agree, nobody judges otherwise than the others, and no papers are alike beyond chance. What few papers cannot show is not ruled out.",
    scores="Points",
    scores_said="Histogram of the points of {} papers, from {} to {}; the median is {}.",
    points="points, of {}",
    forms_lead="The forms side by side.",
    alike="The forms do not differ by more than chance would bring: the highest mean is {} points above the lowest ({} standard deviations, p {} by Welch’s test).",
    differ="The forms differ by more than chance: the highest mean is {} points above the lowest ({} standard deviations, p {} by Welch’s test). Look at the questions that only one of them has.",
    few_forms="With fewer than 30 papers of a form only a large difference would show.",
    lowest="the lowest of the forms",
    highest="the highest of the forms",
    means="How far to trust a student’s points",
    alpha="The reliability of the test is {}.",
    alpha_high="That is high for a test of a course: most of the differences between students would come back on another test like it.",
    alpha_middle="That is usual for a test of this length: good for one part of a mark among others, and too little to let it decide alone (0.9 is asked for that by Nunnally and Bernstein, 1994).",
    alpha_low="That is low: much of the differences between students is chance. More questions, or questions that tell students apart better, would help most.",
    alpha_none="The reliability cannot be given: {}.",
    sem="The points of two students in three lie within {} of what they would get on average over many tests like this one; two students who are less than {} points apart may well be equally good.",
    questions="Questions",
    map="Which questions tell students apart",
    map_said="Each of {} questions by the share of its points that was won and by its correlation with the rest of the paper; {} lie below 0.2.",
    map_x="share of the points won (easy to the right)",
    map_y="correlation with the rest",
    map_bound="below 0.2 a question says little about who is better",
    number="no.",
    question="question",
    facility="points won",
    discrimination="with the rest",
    blank="left blank",
    weight="weight",
    grey="Figures in grey italics, and hollow dots, rest on too little:",
    few="fewer than 30 papers",
    constant="everybody has the same points",
    unlike="the forms have different questions, so there is no one table",
    chosen="Who chose what",
    chosen_lead="For every question above that has options: how many chose each, from the weakest third of the class to the strongest. A good key rises to the right.",
    chosen_by="chose it",
    thirds=("weakest third", "middle third", "strongest third"),
    key="key",
    every_option="Every option",
    every_option_lead="How many chose each, in all and in each third of the class; the small line goes from the weakest to the strongest. Keys are bold.",
    option="option",
    open_answers="Open answers",
    effort="{} answers to open questions: {}.",
    effort_parts=(
        "{} blank",
        "{} decided by a person, each by itself",
        "{} decided with a group of answers alike",
        "{} accepted without a person, as the course allows",
        "{} waiting",
    ),
    pace="A person took {} seconds over an answer in the median ({} answers decided one after the other on the review page). At that pace the {} answers that nobody had to read by themselves would have taken about {} minutes more. What a suggestion spares while an answer is read is not in it: nobody has measured that here.",
    pace_none="{} answers did not have to be read by themselves. How long that would have taken is not known: too few answers were decided one after the other on the review page to time them.",
    agreement_lead="What was suggested without a person’s decision, against what people gave; no share is given below 20 answers.",
    answers="answers",
    right="right",
    off="off by",
    shift="too generous by",
    promised="promised, of these right",
    all_open="all open questions",
    calibration="How sure suggestions were, and how often right",
    calibration_said="When suggestions said how sure they were, they were off by {} percentage points in the mean. Answers that were flagged are left out: what is claimed of them is held down on purpose.",
    calibration_x="said to be right with",
    calibration_y="was right",
    calibration_line="as sure as right",
    too_few="Fewer than 20 answers without a flag were decided: too few to say how sure suggestions rightly were.",
    paper="Paper",
    pages="scanned pages",
    status="what became of them",
    page_statuses={
        "read": "read",
        "blank": "without ink or marks",
        "duplicate": "the same page again",
        "conflict": "the same page again, with other marks",
        "foreign": "no paper of this exam",
        "unreadable": "cannot be read",
    },
    paper_line="Of {} papers {} came back from students on the list, {} from nobody known, {} were typed, {} were not used.",
    roster_line="{} students were on the list: {} came, {} were absent, {} withdrew.",
    corrections="Corrections after the exam",
    no_corrections="None: every question counts as it was printed.",
    when="when",
    who="who",
    what="what",
    why="why",
    new_key="right is {}",
    new_answer="the right number is {}, within {}",
    void={
        "everyone": "does not count: its points for everyone",
        "remove": "does not count: as if it had not been asked",
        "helps": "does not count where that helps",
    },
    new_points="is worth {} points",
    new_rubric="has another rubric",
    how="How to read the figures",
    how_text=(
        ("points won", "the mean share of a question’s points; high is easy."),
        (
            "with the rest",
            "the correlation of a question’s points with the sum of the paper’s other questions (Henrysson, 1963). Below 0 the weaker students do better on it.",
        ),
        (
            "weight",
            "the question’s effective share in the differences between students, as in Moodle’s quiz statistics; all together are 100%.",
        ),
        (
            "reliability",
            "Cronbach’s alpha (1951), the share of the differences between students that is not chance; it is KR-20 where every question is right or wrong.",
        ),
        ("error", "the standard error of measurement, sd × √(1 − alpha)."),
        ("range", "the 95% bootstrap interval, over 1,000 draws of whole students."),
        (
            "right",
            "a suggestion within a tenth of the maximum of what a person gave, or on the same step where steps are coarser.",
        ),
    ),
    page="Page",
)
