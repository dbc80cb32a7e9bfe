import type { ScreeningRule } from './rule.js';

type Source = ScreeningRule['sources'][number];

// Sources of several rules. The two textbooks are those of massage schools: a clinic will find its own edition on the shelf.
export const WERNER: Source = { title: "Ruth Werner: A Massage Therapist's Guide to Pathology, 7th edition, Books of Discovery" };

export const WERNER_CHARTS: Source = {
  title: "Quick reference charts of Ruth Werner and Ben E. Benjamin: A Massage Therapist's Guide to Pathology, 1998",
  url: 'http://somatics.de/PathologyBook/Intro.htm',
};

export const WALTON: Source = {
  title: 'Tracy Walton: Medical Conditions and Massage Therapy: A Decision Tree Approach, Lippincott Williams & Wilkins, 2011',
};

export const NCCIH: Source = {
  title: 'National Center for Complementary and Integrative Health (NIH): Massage Therapy: What You Need To Know',
  url: 'https://nccih.nih.gov/health/massage-therapy-what-you-need-to-know',
};

export const ERNST: Source = {
  title: 'E. Ernst: The safety of massage therapy, Rheumatology 2003;42:1101–1106, doi:10.1093/rheumatology/keg306',
};

export const SUTHAM: Source = {
  title:
    'K. Sutham et al.: Leg massage during pregnancy with unrecognized deep vein thrombosis could be life threatening: a case report, BMC Pregnancy and Childbirth 2020;20:237',
  url: 'https://bmcpregnancychildbirth.biomedcentral.com/articles/10.1186/s12884-020-02924-w',
};

export const SWEETLAND: Source = {
  title:
    'S. Sweetland et al.: Duration and magnitude of the postoperative risk of venous thromboembolism in middle aged women, BMJ 2009;339:b4583',
  url: 'https://www.bmj.com/content/339/bmj.b4583',
};
